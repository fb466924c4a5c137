import type { Database } from "../../../databases/database.ts"
import { databaseOf, isSqlClient, type SqlClient } from "../../../databases/of-client.ts"
import type { ProjectTables } from "../../../project/index.ts"
import { CommandError, type Invocation, UsageError } from "../../command.ts"
import { reasonOf } from "../../project/config-file.ts"
import { enterProject, type Entered } from "../../project/enter.ts"
import { type Redact, redactor } from "../../project/redact.ts"
import { readAddress } from "./address.ts"
import { hintFor } from "./hints.ts"
import { openAddress, type Opened } from "./openers.ts"

/** The database of a project, on one connection. */
export interface ProjectDatabase {
  readonly database: Database
  /** Where it is, for people. */
  readonly label: string
  /** Who said so: `--url`, `DATABASE_URL`, `latchkey.config.ts`. */
  readonly from: string
  readonly tables: ProjectTables
  readonly redact: Redact
}

const NAMES = ["AUTH_DATABASE_URL", "DATABASE_URL"]

/**
 * Opens the project's database, does the work, and closes it: the one of `--url`, of the project's file, of
 * `AUTH_DATABASE_URL` or of `DATABASE_URL`.
 *
 * @returns what `work` answers; `without` where there is none and that is no mistake
 * @throws CommandError without the address's password in it
 */
export async function withDatabase<T>(
  invocation: Invocation,
  { create = false, without }: { readonly create?: boolean; readonly without?: () => Promise<T> },
  work: (opened: ProjectDatabase) => Promise<T>,
): Promise<T> {
  const given = invocation.flags["url"]
  if (given === "") throw new UsageError("--url needs an address")
  const entered = await enterProject(invocation)
  const address = given === undefined ? undefined : { from: "--url", value: String(given) }
  const secret = address?.value ?? ""
  const hide = redactor([
    ["DATABASE_URL", secret],
    ["PASSWORD", passwordOf(secret)],
    ...passwords(entered),
  ])
  const redact: Redact = (text) => entered.redact(hide(text))
  let opened: (Opened & { readonly from: string; readonly label: string }) | undefined
  try {
    opened = await open(entered, invocation, address, create)
    if (!opened && without) return await without()
    if (!opened) {
      throw new UsageError(
        "There is no database to look at: give --url, AUTH_DATABASE_URL or DATABASE_URL, or `database` in latchkey.config.ts",
      )
    }
    const { database, label, from } = opened
    return await work({ database, label, from, redact, tables: entered.project.tables ?? {} })
  } catch (error) {
    if (error instanceof CommandError || error instanceof UsageError) throw error
    throw new CommandError(redact(`${wordsOf(error)}${hintFor(error)}`))
  } finally {
    await closed(opened)
    await Promise.resolve(entered.project.close?.()).catch(() => {})
  }
}

async function open(
  { project, file, environment }: Entered,
  { folder }: Invocation,
  given: { readonly from: string; readonly value: string } | undefined,
  create: boolean,
): Promise<(Opened & { readonly from: string; readonly label: string }) | undefined> {
  if (!given && project.database !== undefined) {
    const client =
      typeof project.database === "function" && !isSqlClient(project.database)
        ? await (project.database as () => unknown)()
        : project.database
    if (!isSqlClient(client)) {
      throw new CommandError(`The \`database\` of ${file} is no SQL client that is known`)
    }
    const one = await oneConnection(client)
    return { ...one, from: file!, label: one.database.client }
  }
  const named = NAMES.map((name) => environment.settings.get(name)).find((one) => one?.value.trim())
  const { from, value } = given ?? (named ? { from: named.name, value: named.value } : {})
  if (from === undefined || value === undefined) return undefined
  const address = readAddress(value.trim(), from)
  return { ...(await openAddress({ address, folder, from, create })), from, label: address.label }
}

/** The lock of MySQL is a connection's: of a pool one is taken. */
async function oneConnection(client: SqlClient): Promise<Opened> {
  const database = databaseOf(client)
  if (database.kind !== "mysql") return { database, close: async () => {} }
  type Pool = { getConnection?(): Promise<SqlClient & { release(): void }> }
  const { promise } = client as { promise?: () => Pool }
  const pool = promise ? promise.call(client) : (client as Pool)
  if (!pool.getConnection) return { database, close: async () => {} }
  const connection = await pool.getConnection()
  return { database: databaseOf(connection), close: async () => connection.release() }
}

function passwordOf(address: string): string {
  return URL.canParse(address) ? decodeURIComponent(new URL(address).password) : ""
}

function passwords({ environment }: Entered): (readonly [string, string])[] {
  return NAMES.flatMap((name) => {
    const value = environment.settings.get(name)?.value.trim()
    return value ? [["PASSWORD", passwordOf(value)] as const] : []
  })
}

/** A failed connection to a name with several addresses has no words of its own. */
function wordsOf(error: unknown): string {
  const { errors, code } = (error ?? {}) as { errors?: unknown[]; code?: unknown }
  const first = Array.isArray(errors) ? errors[0] : undefined
  const words = reasonOf(first ?? error)
  return words === "AggregateError" && typeof code === "string" ? code : words
}

/** Milliseconds that a connection may take to close. */
const CLOSING = 2_000

async function closed(opened: Opened | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSING)
  })
  await Promise.race([opened?.close().catch(() => {}), late])
  clearTimeout(timer)
}
