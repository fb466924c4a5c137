/** How hard the tests with processes try: a little with all others, longer by `npm run endure`. */
export const rounds = Number(process.env["ENDURE_ROUNDS"] ?? 1)
export const seed = Number(process.env["ENDURE_SEED"] ?? Date.now() % 1_000_000)

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function randomOf(start: number): () => number {
  let state = start >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Waits for something to come true. */
export async function until(
  what: string,
  holds: () => Promise<boolean> | boolean,
  ms = 60_000,
): Promise<void> {
  for (const end = Date.now() + ms; ;) {
    if (await holds()) return
    if (Date.now() > end) throw new Error(`${what}: not within ${ms} ms`)
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
}
