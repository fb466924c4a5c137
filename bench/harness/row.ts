/** What is measured. A contender answers each row it has; the others show a dash. */
export interface Row {
  readonly id: string
  /** One line for the table. */
  readonly title: string
  readonly kind: "decode" | "token" | "check" | "handler" | "database"
  /** Whose rows are read, where sessions are in a database. */
  readonly database?: "sqlite" | "postgres"
  readonly size: "small" | "large"
  /** How many secrets are accepted; the token is sealed with the oldest. */
  readonly secrets: number
  /** How many providers are configured. */
  readonly providers: number
}

/** The claims of a session: six, or about 6 kB of them. */
export function claimsOf(size: Row["size"]): Record<string, unknown> {
  const small = {
    sub: "9f1c2b34-5d6e-4f70-8a91-b2c3d4e5f607",
    name: "Ada Lovelace",
    email: "ada@example.com",
    picture: "https://avatars.example.com/u/583231?v=4",
  }
  if (size === "small") return small
  const roles = Array.from({ length: 120 }, (_, n) => `team-${n}:project-${n * 7}:maintainer`)
  return { ...small, roles }
}

/** Plain lists of secrets: 32 random-looking bytes each, the newest first, the same in every process. */
export function secretsOf(count: number): string[] {
  return Array.from({ length: count }, (_, n) =>
    Buffer.from(
      Array.from({ length: 32 }, (_unused, i) => (n * 89 + i * 151 + 37 * ((n + i) % 11)) % 256),
    ).toString("base64url"),
  )
}

const base = { size: "small", secrets: 1, providers: 1 } as const

export const rows: readonly Row[] = [
  { ...base, id: "decode-small", title: "open a token, 6 claims", kind: "decode" },
  { ...base, id: "decode-large", title: "open a token, 6 kB", kind: "decode", size: "large" },
  { ...base, id: "token-small", title: "token check, 6 claims", kind: "token" },
  { ...base, id: "token-large", title: "token check, 6 kB", kind: "token", size: "large" },
  { ...base, id: "check-small", title: "session check, 6 claims", kind: "check" },
  { ...base, id: "check-large", title: "session check, 6 kB", kind: "check", size: "large" },
  { ...base, id: "handler-small", title: "GET /session, 6 claims", kind: "handler" },
  { ...base, id: "handler-large", title: "GET /session, 6 kB", kind: "handler", size: "large" },
  { ...base, id: "secrets-1", title: "session check, 1 secret", kind: "check", secrets: 1 },
  {
    ...base,
    id: "secrets-4",
    title: "session check, oldest of 4 secrets",
    kind: "check",
    secrets: 4,
  },
  {
    ...base,
    id: "secrets-16",
    title: "session check, oldest of 16 secrets",
    kind: "check",
    secrets: 16,
  },
  { ...base, id: "providers-1", title: "session check, 1 provider", kind: "check", providers: 1 },
  {
    ...base,
    id: "providers-80",
    title: "session check, 80 providers",
    kind: "check",
    providers: 80,
  },
  {
    ...base,
    id: "database-sqlite",
    title: "session check, one of a million rows in SQLite",
    kind: "database",
    database: "sqlite",
  },
  {
    ...base,
    id: "database-postgres",
    title: "session check, one of a million rows in PostgreSQL",
    kind: "database",
    database: "postgres",
  },
]
