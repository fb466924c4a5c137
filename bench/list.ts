/** Contenders, in the order of the table: floors, ours, peers. */
export const contenders: readonly string[] = [
  "floor-gcm",
  "floor-wire",
  "floor-webcrypto",
  "floor-jose",
  "latchkey-own",
  "latchkey-managed",
  "latchkey-revocable",
  "latchkey-door",
  "auth-core",
  "next-auth-4",
  "better-auth-compact",
  "better-auth-jwt",
  "better-auth-jwe",
  "iron-session",
  "database-driver",
  "database-latchkey",
]
