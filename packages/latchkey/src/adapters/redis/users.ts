import type { Adapter, AdapterUser } from "../../contracts/adapter.ts"
import { redisPairs } from "../../databases/redis.ts"
import { claimAddress, ownerOf, releaseAddress } from "./addresses.ts"
import { fieldsOf, recordOf } from "./fields.ts"
import { nameable } from "./names.ts"
import { disown } from "./owned.ts"
import type { RedisPlace } from "./place.ts"
import { INSERT, TAKE, UPDATE } from "./scripts.ts"

type UserMethods = "createUser" | "getUser" | "getUserByEmail" | "updateUser" | "deleteUser"

/** How often a change is tried that others get in the way of. */
const TRIES = 20

/** A user from the hash; null where it is garbage. */
export function userOf(reply: unknown, id: string): AdapterUser | null {
  const user = recordOf<AdapterUser>(reply)
  // The key says who it is; a row that says something else was not written here.
  return user?.id === id ? user : null
}

export async function readUser(place: RedisPlace, id: string): Promise<AdapterUser | null> {
  if (!nameable(id)) return null
  return userOf(await place.command("HGETALL", place.names.user(id)), id)
}

export function userMethods(place: RedisPlace): Required<Pick<Adapter, UserMethods>> {
  const { command, run, names } = place
  return {
    async createUser(user) {
      const row = { ...user, id: user.id ?? crypto.randomUUID() }
      const { id, email } = row
      if (!nameable(id, email ?? "")) throw new TypeError("The text is not well-formed Unicode.")
      const key = names.user(id)
      const fields = fieldsOf(row)
      if (Number(await run(INSERT, [key], ["", ...fields])) !== 1)
        throw new Error("user exists already")
      // The user first: an address is only ever of a user who is there and has it.
      if (email == null || (await claimAddress(place, email, id)))
        return recordOf<AdapterUser>(fields)!
      await command("DEL", key)
      throw new Error("email exists already")
    },
    getUser: (id) => readUser(place, id),
    async getUserByEmail(email) {
      if (!nameable(email)) return null
      const entry = await command("GET", names.email(email))
      const user = entry == null ? null : await readUser(place, ownerOf(entry))
      return user?.email === email ? user : null
    },
    async updateUser(part) {
      const { id, ...fields } = part
      for (let tries = 0; tries < TRIES; tries++) {
        const reply = nameable(id) ? await command("HGETALL", names.user(id)) : null
        const user = userOf(reply, id)
        if (!user) throw new Error("no such user")
        const { email = user.email } = fields
        const moves = email !== user.email
        if (moves && email !== null && !(await claimAddress(place, email, id)))
          throw new Error("email exists already")
        const rev = moves ? (new Map(redisPairs(reply)).get("#rev") ?? "0") : ""
        const after = await run(UPDATE, [names.user(id)], [rev, ...fieldsOf(fields)])
        if (after === "moved") continue
        const updated = userOf(after, id)
        if (moves) await releaseAddress(place, updated ? user.email : email, id)
        if (!updated) throw new Error("no such user")
        return updated
      }
      throw new Error("The user is changed by too many at once.")
    },
    async deleteUser(id) {
      if (!nameable(id)) return null
      // The user first: from then on nothing that is theirs counts, nor can anything be added.
      const user = userOf(await run(TAKE, [names.user(id)], [""]), id)
      await disown(place, id)
      if (user) await releaseAddress(place, user.email, id)
      return user
    },
  }
}
