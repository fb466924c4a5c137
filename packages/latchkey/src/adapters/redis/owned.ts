import { fieldOf, fieldsOf, readField, recordOf } from "./fields.ts"
import { nameable } from "./names.ts"
import type { RedisPlace } from "./place.ts"
import { INSERT, OWN, TAKE } from "./scripts.ts"

/** How often a record is tried that others change meanwhile. */
const TRIES = 20

/** What users have: a record under a name of its own, which also stands in the set of its user. */
export interface Owned {
  readonly set: "accounts" | "authenticators"
  /** The name in the set, which is the end of the record's key. */
  readonly member: string
  readonly key: string
}

interface OwnedRow {
  readonly userId: string
}

/** @throws Error where the user is not there, or the record is another user's */
export async function own(place: RedisPlace, owned: Owned, row: OwnedRow): Promise<void> {
  const { command, run, names } = place
  const { userId } = row
  // In the set before and after: it may hold too much, which is left out when it is read, but never too little.
  const note = async (): Promise<boolean> =>
    nameable(userId) &&
    Number(await run(OWN, [names.user(userId), names.owned(userId, owned.set)], [owned.member])) ===
      1
  if (!(await note())) throw new Error("no such user")
  for (let tries = 0; ; tries++) {
    if (Number(await run(INSERT, [owned.key], ["", ...fieldsOf(row)])) === 1) break
    const owner = readField(await command("HGET", owned.key, "userId"))
    const isAlive = typeof owner === "string" && Number(await command("EXISTS", names.user(owner)))
    if (isAlive || tries === TRIES) {
      if (owner !== userId) await command("SREM", names.owned(userId, owned.set), owned.member)
      throw new Error(`one of these ${owned.set} exists already`)
    }
    // Of a user who is no more: what a crash left behind.
    await run(TAKE, [owned.key], [owner === undefined ? "" : fieldOf(owner)!])
  }
  if (await note()) return
  await run(TAKE, [owned.key], [fieldOf(userId)!])
  throw new Error("no such user")
}

/** The record, where it is of a user who is there. */
export async function readOwned<T extends OwnedRow>(
  { command, names }: RedisPlace,
  key: string,
): Promise<T | null> {
  const row = recordOf<T>(await command("HGETALL", key))
  if (!row || typeof row.userId !== "string") return null
  return Number(await command("EXISTS", names.user(row.userId))) === 1 ? row : null
}

/** The records of a user; each by its member of the set. */
export async function listOwned<T extends OwnedRow>(
  { command, names }: RedisPlace,
  userId: string,
  { set, keyOf }: { readonly set: Owned["set"]; readonly keyOf: (member: string) => string },
): Promise<T[]> {
  if (!nameable(userId)) return []
  const members = (await command("SMEMBERS", names.owned(userId, set))) as unknown[]
  const rows = await Promise.all(
    [...members].map(async (member) =>
      recordOf<T>(await command("HGETALL", keyOf(String(member)))),
    ),
  )
  return rows.filter((row) => row?.userId === userId) as T[]
}

/** Deletes the record, and answers it. */
export async function disownOne<T extends OwnedRow>(
  { command, run, names }: RedisPlace,
  owned: Owned,
): Promise<T | null> {
  const row = recordOf<T>(await run(TAKE, [owned.key], [""]))
  if (!row || typeof row.userId !== "string") return null
  const set = names.owned(row.userId, owned.set)
  await command("SREM", set, owned.member)
  // Linked again meanwhile.
  const owner = readField(await command("HGET", owned.key, "userId"))
  if (owner === row.userId) await run(OWN, [names.user(owner), set], [owned.member])
  return row
}

/** Deletes all that a user had who is no more. May be repeated, if it failed half-way. */
export async function disown({ command, run, names }: RedisPlace, userId: string): Promise<void> {
  const owner = fieldOf(userId)!
  const [accounts, authenticators, sessions] = (await Promise.all([
    command("SMEMBERS", names.owned(userId, "accounts")),
    command("SMEMBERS", names.owned(userId, "authenticators")),
    command("ZRANGE", names.owned(userId, "sessions"), "0", "-1"),
  ])) as [unknown[], unknown[], unknown[]]
  const keys = [
    ...[...accounts].map((member) => names.account(String(member))),
    ...[...authenticators].map((member) => names.authenticator(String(member))),
    ...sessions.map((hash) => names.session(String(hash))),
  ]
  await Promise.all(keys.map((key) => run(TAKE, [key], [owner])))
  const sets = (["accounts", "authenticators", "sessions"] as const).map((set) =>
    names.owned(userId, set),
  )
  await command("DEL", ...sets)
}
