const asked = process.env["LATCHKEY_CONFORMANCE_ROUNDS"]

/**
 * How often each race is run, and how many milliseconds that may take on a machine with other work: as often as is
 * usual for an adapter, or as `LATCHKEY_CONFORMANCE_ROUNDS` says, which `npm run races` sets.
 */
export function roundsOr(usual: number): { readonly rounds: number; readonly timeout: number } {
  const rounds = asked ? Number(asked) : usual
  return { rounds, timeout: 50_000 + rounds * 10_000 }
}
