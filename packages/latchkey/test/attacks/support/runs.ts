import type { Parameters } from "fast-check"

/**
 * How often a property is tried: `few` in CI; as often as `npm run attacks` says on demand. The seed is printed with
 * each failure, and by that command at the start.
 */
export function runs<T>(few: number, many: number): Parameters<T> {
  const { ATTACK_SEED: seed } = process.env
  return seed === undefined ? { numRuns: few } : { numRuns: many, seed: Number(seed) }
}

/** Milliseconds that a property may take. */
export const LONG = process.env["ATTACK_SEED"] === undefined ? 120_000 : 3_600_000
