/** Checks the keys when the server starts instead of at the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return
  const { auth } = await import("./auth.ts")
  await auth.ready()
}
