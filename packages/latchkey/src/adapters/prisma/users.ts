import type { Adapter, AdapterUser } from "../../contracts/adapter.ts"
import { isExactly, type Row, textOf } from "./model.ts"
import type { PrismaModels } from "./models.ts"
import type { PrismaRoom } from "./room.ts"

type UserMethods = "createUser" | "getUser" | "getUserByEmail" | "updateUser" | "deleteUser"

/** A user with the application's fields as Prisma answers them. The id is a text, also where the column is a number. */
export function userOf(row: Row): AdapterUser {
  return { ...row, id: textOf(row["id"]) ?? "" } as AdapterUser
}

const userOrNull = (row: Row | null): AdapterUser | null => row && userOf(row)

export function userMethods({
  models,
  atomically,
}: PrismaRoom): Required<Pick<Adapter, UserMethods>> {
  const { user: users } = models
  return {
    async createUser({ id, ...fields }) {
      try {
        // The schema says what ids are: cuid(), uuid(), a number.
        return userOf(await users.create(fields))
      } catch (error) {
        if (!/Argument `id` is missing/.test(String(error))) throw error
        return userOf(await users.create({ ...fields, id: id ?? crypto.randomUUID() }))
      }
    },
    getUser: async (id) => userOrNull(await users.find({ id })),
    getUserByEmail: async (email) => userOrNull(await users.find({ email })),
    async updateUser({ id, ...fields }) {
      const user = await users.find({ id })
      if (!user) throw new Error("no such user")
      return userOf(await users.update({ id: user["id"] }, users.data(fields)))
    },
    deleteUser: (id) => atomically((within) => deleteFrom(within, id)),
  }
}

/** One by one: a schema may cascade, refuse, or have no keys to others at all. */
async function deleteFrom(models: PrismaModels, id: string): Promise<AdapterUser | null> {
  const row = await models.user.find({ id })
  if (!row || !isExactly(row, { id })) return null
  for (const model of [models.session, models.account, models.authenticator])
    await model?.delete({ userId: row["id"] })
  return (await models.user.delete({ id: row["id"] })) > 0 ? userOf(row) : null
}
