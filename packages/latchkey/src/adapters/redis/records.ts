import type {
  ProviderSessions,
  SessionRecord,
  SessionRecords,
} from "../../contracts/session-records.ts"
import { fieldOf, fieldsOf, recordOf } from "./fields.ts"
import { nameable } from "./names.ts"
import type { RedisPlace } from "./place.ts"
import { INSERT, LIST_UNTIL, TAKE_RECORD, TOUCH } from "./scripts.ts"

/** Lists sessions. A record goes by itself when it is over; lists may name some that are gone. */
export function redisRecords(place: RedisPlace, prefix: string): SessionRecords {
  const { command, run, names } = place
  const listsOf = (record: SessionRecord): string[] => {
    const { user, provider, providerAccountId, providerSession } = record
    return [
      names.recordsOfUser(user),
      ...(providerAccountId === undefined
        ? []
        : [names.recordsOfAccount(provider, providerAccountId)]),
      ...(providerSession === undefined ? [] : [names.recordsOfSession(provider, providerSession)]),
    ]
  }
  const note = async (record: SessionRecord): Promise<void> => {
    const args = [memberOfRecord(record.id), end(record.expires)]
    await Promise.all(listsOf(record).map((list) => run(LIST_UNTIL, [list], args)))
  }
  const idsIn = async (list: string): Promise<string[]> =>
    ((await command("ZRANGE", list, "0", "-1")) as unknown[]).map((member) =>
      String(member).slice(1),
    )
  const readAll = async (ids: readonly string[], now: number): Promise<SessionRecord[]> => {
    const found = await Promise.all(
      ids.map(async (id) => recordOf<SessionRecord>(await command("HGETALL", names.record(id)))),
    )
    return found.filter(
      (record): record is SessionRecord => record !== null && record.expires > now,
    )
  }
  return {
    name: `redis:${prefix}:db:record`,
    async add(record) {
      const kept = await run(
        INSERT,
        [names.record(record.id)],
        [end(record.expires), ...fieldsOf(record)],
      )
      if (Number(kept) === 1) await note(record)
    },
    async touch({ id, seen, expires, ...use }) {
      if (!nameable(id)) return false
      const args = [String(seen), String(expires), end(expires), ...fieldsOf(use)]
      const record = recordOf<SessionRecord>(await run(TOUCH, [names.record(id)], args))
      if (!record) return false
      await note(record)
      return true
    },
    async list(user, now) {
      if (!nameable(user)) return []
      const all = await readAll(await idsIn(names.recordsOfUser(user)), now)
      return all.filter((record) => record.user === user).toSorted((a, b) => b.created - a.created)
    },
    async find(which, now) {
      const list = listOf(place, which)
      const all = list === null ? [] : await readAll(await idsIn(list), now)
      return all.filter((record) => isOf(record, which))
    },
    async remove(user, { only, except } = {}) {
      if (!nameable(user)) return []
      const ids = await idsIn(names.recordsOfUser(user))
      const meant = ids.filter((id) => (only === undefined || id === only) && id !== except)
      const taken = await Promise.all(
        meant.map(async (id) =>
          recordOf<SessionRecord>(await run(TAKE_RECORD, [names.record(id)], [fieldOf(user)!])),
        ),
      )
      const lists = new Map<string, string[]>([[names.recordsOfUser(user), meant]])
      for (const record of taken)
        for (const list of record ? listsOf(record) : [])
          if (!lists.has(list)) lists.set(list, [record!.id])
          else if (list !== names.recordsOfUser(user)) lists.get(list)!.push(record!.id)
      await Promise.all(
        [...lists]
          .filter(([, members]) => members.length > 0)
          .map(([list, members]) => command("ZREM", list, ...members.map(memberOfRecord))),
      )
      return meant.filter((_, n) => taken[n] !== null)
    },
  }
}

const memberOfRecord = (id: string): string => `=${id}`

const end = (time: number): string => String(Math.max(1, Math.ceil(time)))

function listOf({ names }: RedisPlace, which: ProviderSessions): string | null {
  if ("providerSession" in which) {
    const { provider, providerSession } = which
    return nameable(provider, providerSession)
      ? names.recordsOfSession(provider, providerSession)
      : null
  }
  const { provider, providerAccountId } = which
  return nameable(provider, providerAccountId)
    ? names.recordsOfAccount(provider, providerAccountId)
    : null
}

function isOf(record: SessionRecord, which: ProviderSessions): boolean {
  if (record.provider !== which.provider) return false
  return "providerSession" in which
    ? record.providerSession === which.providerSession
    : record.providerAccountId === which.providerAccountId
}
