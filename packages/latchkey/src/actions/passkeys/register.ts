import { transactionWith } from "../../adapters/whole.ts"
import type { Adapter, AdapterAccount, AdapterUser } from "../../contracts/adapter.ts"
import { AccountNotLinked, WebAuthnVerificationError } from "../../errors.ts"
import { methodsOf, type NewCredential, verifyRegistration } from "../../passkeys/verify.ts"
import type { Account } from "../../vocabulary/account.ts"
import type { User } from "../../vocabulary/user.ts"
import type { Provisioned } from "../provision.ts"
import { endOthers } from "../session/end-others.ts"
import { attempt } from "../throttled.ts"
import { type Admission, type Answered, consume } from "./answered.ts"
import { findAuthenticator, spelling } from "./stored.ts"

/**
 * Registers a passkey (WebAuthn Level 3 §7.1): for whoever is signed in, or else for someone new.
 *
 * @throws WebAuthnVerificationError, AccountNotLinked
 */
export async function registerCredential(answered: Answered): Promise<Admission> {
  const { context, adapter, ceremony, signedIn } = answered
  const { id: provider } = ceremony.provider
  if (signedIn) context.about.user = signedIn.id
  const credential = await verifyRegistration(ceremony)
  await consume(answered)
  if (await findAuthenticator(adapter, credential.id)) {
    throw new AccountNotLinked("The passkey is registered already", { provider })
  }
  const user = signedIn ?? (await newcomer(answered))
  const providerAccountId = spelling(context, credential.id)
  const account: Account = { provider, providerAccountId, type: "webauthn" }
  return {
    entrant: {
      user,
      account,
      proof: { amr: methodsOf(credential.deviceType, credential.userVerified) },
    },
    provision: () => enrol(answered, { user, account, credential }),
  }
}

/** Someone with an address that nobody has: whoever has it must sign in, and add a passkey then. */
async function newcomer({ adapter, challenge, ceremony }: Answered): Promise<User> {
  const { user, taken } = challenge
  if (!user) throw new WebAuthnVerificationError("The challenge is of nobody")
  const twin = user.email ? await adapter.getUserByEmail(user.email) : null
  if (twin || taken === 1) {
    const { id: provider } = ceremony.provider
    throw new AccountNotLinked("Another account already has the e-mail address", { provider })
  }
  return { ...user, id: globalThis.crypto.randomUUID() }
}

interface Enrolment {
  readonly user: User
  readonly account: Account
  readonly credential: NewCredential
}

/** Writes all of it or nothing, where the adapter can. */
async function enrol(answered: Answered, enrolment: Enrolment): Promise<Provisioned> {
  const { context, adapter, signedIn } = answered
  const write = (within: Adapter): Promise<AdapterUser> =>
    store(answered, within as Required<Adapter>, enrolment)
  const isWhole = transactionWith(context.config.adapter!, [
    "createUser",
    "linkAccount",
    "createAuthenticator",
  ])
  if (!signedIn) await attempt(context, "signUp")
  const user = isWhole ? await adapter.transaction!(write) : await write(adapter)
  if (signedIn) await endOthers(context, user.id, "passkey-registered")
  const { provider } = enrolment.account
  const noted = { outcome: "success", user: user.id, provider } as const
  if (!signedIn) {
    await context.emit("createUser", { user })
    await context.note({ type: "user-created", ...noted })
  }
  await context.emit("linkAccount", { user, account: enrolment.account, profile: user })
  await context.note({ type: "passkey-registered", ...noted })
  return { user, isNewUser: !signedIn }
}

/** In this order: a crash in between leaves nothing that lets anyone in. */
async function store(
  { context, signedIn }: Answered,
  adapter: Required<Adapter>,
  { user, account, credential }: Enrolment,
): Promise<AdapterUser> {
  const owner =
    signedIn ?? (await adapter.createUser({ ...user, emailVerified: null } as AdapterUser))
  await adapter.linkAccount({ ...account, userId: owner.id } as AdapterAccount)
  await adapter.createAuthenticator({
    credentialID: account.providerAccountId,
    providerAccountId: account.providerAccountId,
    userId: owner.id,
    credentialPublicKey: spelling(context, credential.publicKey),
    counter: credential.counter,
    credentialDeviceType: credential.deviceType,
    credentialBackedUp: credential.backedUp,
    transports: credential.transports.length > 0 ? credential.transports.join(",") : null,
  })
  return owner
}
