/** A room of contenders: those that answer the same kind of question. */
export type Family = "cookie" | "web" | "middleware" | "credentials" | "oidc" | "database"

/** What is asked of a contender. It answers each row it has; the others show a dash. */
export interface Row {
  readonly family: Family
  readonly kind: "decode" | "token" | "check" | "handler" | "sign-in"
  /** Whose rows are read, where sessions are in a database. */
  readonly database?: "sqlite" | "postgres" | "pglite"
  /** How many sessions that database has. */
  readonly sessions: number
  /** Kilobytes of the sealed token; 0 for six claims. */
  readonly size: number
  /** How many secrets are accepted; the token is sealed with the oldest. */
  readonly secrets: number
  /** How many providers are configured. */
  readonly providers: number
}

const plain = { size: 0, secrets: 1, providers: 1, sessions: 1_000 } as const

/** A row with six claims, one secret, one provider and few sessions, but for what is said. */
export function rowOf(row: Pick<Row, "family" | "kind"> & Partial<Row>): Row {
  return { ...plain, ...row }
}

/** The claims of a session: six with those of the token, or so many that the token has about `size` kilobytes. */
export function claimsOf(size: Row["size"]): Record<string, unknown> {
  const small = {
    sub: "9f1c2b34-5d6e-4f70-8a91-b2c3d4e5f607",
    name: "Ada Lovelace",
    email: "ada@example.com",
    picture: "https://avatars.example.com/u/583231?v=4",
  }
  const roles: string[] = []
  // Base64 makes four characters of three bytes; about 330 bytes are there anyway.
  for (let bytes = size * 750 - 330; bytes > 0; bytes -= roles.at(-1)!.length + 3) {
    roles.push(`team-${roles.length}:project-${roles.length * 7}:maintainer`)
  }
  return roles.length > 0 ? { ...small, roles } : small
}

/** Plain lists of secrets: 32 random-looking bytes each, the newest first, the same in every process. */
export function secretsOf(count: number): string[] {
  return Array.from({ length: count }, (_, n) =>
    Buffer.from(
      Array.from({ length: 32 }, (_unused, i) => (n * 89 + i * 151 + 37 * ((n + i) % 11)) % 256),
    ).toString("base64url"),
  )
}
