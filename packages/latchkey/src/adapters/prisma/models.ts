import { type PrismaDelegate, PrismaModel } from "./model.ts"

/** A Prisma client, by whatever generator, also one that is extended; or the client of its transaction. */
export interface PrismaClientLike {
  readonly user: PrismaDelegate
  readonly account: PrismaDelegate
  readonly session: PrismaDelegate
  readonly verificationToken: PrismaDelegate
}

/** The models that an application may have left out of its schema. */
export interface PrismaModels {
  readonly user: PrismaModel
  readonly account: PrismaModel
  readonly session: PrismaModel
  readonly verificationToken: PrismaModel
  readonly authenticator: PrismaModel | null
  readonly counter: PrismaModel | null
  readonly lease: PrismaModel | null
  readonly record: PrismaModel | null
  readonly revocation: PrismaModel | null
}

/** By our word: the client's name of the model, and the fields that Auth.js gives it. */
const MODELS: Readonly<Record<keyof PrismaModels, readonly [name: string, fields: string]>> = {
  user: ["user", "id name email emailVerified image"],
  account: [
    "account",
    "userId type provider providerAccountId refresh_token access_token expires_at token_type scope id_token session_state",
  ],
  session: ["session", "sessionToken userId expires"],
  verificationToken: ["verificationToken", "identifier token expires"],
  authenticator: [
    "authenticator",
    "credentialID userId providerAccountId credentialPublicKey counter credentialDeviceType credentialBackedUp transports",
  ],
  counter: ["latchkeyCounter", "key count expires"],
  lease: ["latchkeyLease", "key holder expires"],
  record: [
    "latchkeySessionRecord",
    "id user created seen expires ip userAgent provider providerAccountId providerSession amr",
  ],
  revocation: ["latchkeyRevocation", "n kind id beganUntil exceptId neededUntil noted"],
}

const REQUIRED = ["user", "account", "session", "verificationToken"] as const

/** @throws TypeError for anything that is no Prisma client with the models of Auth.js */
export function modelsOf(client: PrismaClientLike): PrismaModels {
  const all = Object.entries(MODELS).map(([word, [name, fields]]) => {
    const delegate = (client as unknown as Record<string, unknown>)[name]
    const isModel =
      typeof delegate === "object" &&
      delegate !== null &&
      typeof (delegate as never)["findFirst"] === "function"
    return [word, isModel ? new PrismaModel(delegate, fields.split(" ")) : null] as const
  })
  const models = Object.fromEntries(all) as unknown as PrismaModels
  const missing = REQUIRED.filter((word) => models[word] === null)
  if (missing.length > 0) {
    throw new TypeError(
      `This is no PrismaClient with the models User, Account, Session and VerificationToken: it has no ${missing.join(", ")}.`,
    )
  }
  return models
}
