import { CommandError } from "../../command.ts"

export type Scheme = "sqlite" | "postgres" | "mysql" | "libsql"

/** Where a database is. */
export interface Address {
  readonly scheme: Scheme
  /** What the driver is given. Holds the password. */
  readonly url: string
  /** The schema of PostgreSQL that Prisma's addresses name. */
  readonly schema: string | undefined
  /** For people: no password, and nothing behind a question mark. */
  readonly label: string
}

const SCHEMES: Readonly<Record<string, Scheme>> = {
  "postgres:": "postgres",
  "postgresql:": "postgres",
  "mysql:": "mysql",
  "mariadb:": "mysql",
  "file:": "sqlite",
  "sqlite:": "sqlite",
  "libsql:": "libsql",
  "http:": "libsql",
  "https:": "libsql",
}

/** What Prisma reads from an address, and what a server would take for settings of its own. */
const PRISMAS = [
  "schema",
  "connection_limit",
  "pool_timeout",
  "pgbouncer",
  "statement_cache_size",
  "socket_timeout",
  "sslaccept",
]

/**
 * Reads an address.
 *
 * @throws CommandError that holds nothing of it
 */
export function readAddress(text: string, from: string): Address {
  const scheme = SCHEMES[/^[a-z]+:/i.exec(text)?.[0].toLowerCase() ?? ""]
  if (!scheme) {
    throw new CommandError(
      `${from} must begin with postgres://, mysql://, mariadb://, file:, sqlite: or libsql://`,
    )
  }
  if (scheme === "sqlite") return { scheme, url: text, schema: undefined, label: fileOf(text) }
  if (!URL.canParse(text)) {
    throw new CommandError(
      `${from} is no address: a password in it must be written as encodeURIComponent() does`,
    )
  }
  const url = new URL(text)
  const schema = url.searchParams.get("schema") ?? undefined
  if (scheme !== "libsql") for (const name of PRISMAS) url.searchParams.delete(name)
  const { protocol, username, host, pathname } = url
  const who = username === "" ? "" : `${decoded(username)}@`
  return { scheme, url: url.href, schema, label: `${protocol}//${who}${host}${pathname}` }
}

/** The path that an address of a file means. */
export function fileOf(address: string): string {
  const path = address.replace(/^(?:file|sqlite):/i, "").replace(/[?#].*$/, "")
  return decoded(path.startsWith("//") ? path.slice(2) : path)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
