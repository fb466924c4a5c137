/** From the environment alone: here the configuration is also read in the edge runtime, which has no files. */
export async function loadSecret(): Promise<string | undefined> {
  return process.env.AUTH_SECRET
}
