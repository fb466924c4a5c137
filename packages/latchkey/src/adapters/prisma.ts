import { whole } from "./whole.ts"
import type { Adapter } from "../contracts/adapter.ts"
import { onePerClient } from "../crypto/memo.ts"
import { NOW } from "../databases/tables.ts"
import { accountMethods } from "./prisma/accounts.ts"
import { authenticatorMethods } from "./prisma/authenticators.ts"
import { modelsOf, type PrismaClientLike } from "./prisma/models.ts"
import { prismaRecords } from "./prisma/records.ts"
import { prismaRevocations } from "./prisma/revocations.ts"
import type { PrismaRoom } from "./prisma/room.ts"
import { sessionMethods } from "./prisma/sessions.ts"
import { counterMethods, leaseMethods, tokenMethods } from "./prisma/tokens.ts"
import { userMethods } from "./prisma/users.ts"

export type { PrismaDelegate } from "./prisma/model.ts"
export type { PrismaClientLike } from "./prisma/models.ts"

type InModels =
  | "getAuthenticator"
  | "createAuthenticator"
  | "listAuthenticatorsByUserId"
  | "updateAuthenticatorCounter"
  | "updateAuthenticatorBackup"
  | "increment"
  | "takeLease"
  | "releaseLease"
  | "records"
  | "revocations"

/** What {@link PrismaAdapter} always has; the rest it has where the schema has the model. */
export type PrismaAdapterMethods = Required<Omit<Adapter, InModels>> & Pick<Adapter, InModels>

/** Milliseconds that a transaction waits for a connection; two seconds, Prisma's default, are short where many come. */
const MAX_WAIT = 10_000

/** What a client has beside its models. A transaction's client has no `$transaction`. */
interface Beyond {
  $transaction?<T>(
    work: (within: PrismaClientLike) => Promise<T>,
    options: { readonly maxWait: number },
  ): Promise<T>
  $queryRawUnsafe?(sql: string): Promise<{ now: unknown }[]>
  readonly _activeProvider?: unknown
}

/**
 * Keeps users, accounts, sessions and tokens in the models `User`, `Account`, `Session` and `VerificationToken` of your
 * Prisma schema, as Auth.js's adapter has them, whatever their tables and columns are called.
 *
 * - Of a session only a hash of its token is stored. A plain token that another adapter stored is found once more and
 *   replaced by its hash, after which that other adapter no longer finds it.
 * - The models `Authenticator`, `LatchkeyCounter`, `LatchkeyLease`, `LatchkeySessionRecord` and `LatchkeyRevocation` are
 *   used where the schema has them; a feature that needs one that is missing says so.
 * - Fields that the application adds to `User` come back as Prisma answers them. Fields that a model doesn't have are
 *   not stored.
 * - A user is deleted with what is theirs, also where the schema does not cascade.
 *
 * @param client - A `PrismaClient`, also one that is extended. Prisma 5 or later, on a SQL database.
 * @throws TypeError where one of the first four models is missing
 *
 * @example
 * ```ts
 * import { PrismaAdapter } from "latchkey/adapters/prisma"
 *
 * export const { handlers, auth } = NextAuth({ adapter: PrismaAdapter(prisma), providers: [GitHub] })
 * ```
 */
export function PrismaAdapter(client: PrismaClientLike): PrismaAdapterMethods {
  return onePerClient("prisma-adapters", client, "", () => adapterOn(client))
}

function adapterOn(client: PrismaClientLike, outer?: PrismaRoom["now"]): PrismaAdapterMethods {
  const models = modelsOf(client)
  const beyond = client as unknown as Beyond
  const transaction = <T>(work: (within: PrismaClientLike) => Promise<T>): Promise<T> =>
    beyond.$transaction ? beyond.$transaction(work, { maxWait: MAX_WAIT }) : work(client)
  const now = outer ?? clockOf(beyond)
  const room: PrismaRoom = {
    models,
    now,
    atomically: (work) => transaction((within) => work(modelsOf(within))),
  }
  const { authenticator, counter, lease, record, revocation } = models
  return whole({
    ...userMethods(room),
    ...accountMethods(room),
    ...sessionMethods(room),
    ...tokenMethods(room),
    ...(authenticator && authenticatorMethods(authenticator)),
    ...(counter && counterMethods(counter)),
    ...(lease && leaseMethods(lease, room)),
    ...(record && { records: prismaRecords(record) }),
    ...(revocation && { revocations: prismaRevocations(revocation, now) }),
    transaction: (work) => transaction((within) => work(adapterOn(within, now))),
  })
}

const CLOCKS: Readonly<Record<string, string>> = {
  sqlite: NOW.sqlite,
  postgresql: NOW.postgres,
  postgres: NOW.postgres,
  mysql: NOW.mysql,
}

/** The server's clock, where it is known which one that is. */
function clockOf(client: Beyond): () => Promise<number> {
  const now = CLOCKS[String(client._activeProvider)]
  if (now === undefined || !client.$queryRawUnsafe) return () => Promise.resolve(Date.now())
  return async () => Number((await client.$queryRawUnsafe!(`SELECT ${now} AS now`))[0]?.now)
}
