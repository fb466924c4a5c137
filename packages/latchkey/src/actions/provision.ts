import { transactionWith } from "../adapters/whole.ts"
import type { Context } from "../config/context.ts"
import type { Adapter, AdapterAccount, AdapterUser } from "../contracts/adapter.ts"
import { saidAddress } from "../email/said.ts"
import { AdapterError, OAuthAccountNotLinked } from "../errors.ts"
import type { Account, Profile } from "../vocabulary/account.ts"
import type { User } from "../vocabulary/user.ts"
import { assertSameSession, type BeganBy } from "./accounts/began-by.ts"
import { keepTokens } from "./accounts/keep-tokens.ts"
import { linksImplicitly } from "./accounts/linking.ts"
import { assertOwned, endUnproved } from "./accounts/unproved.ts"
import { findRow } from "./session/find-row.ts"
import { endOthers } from "./session/end-others.ts"
import { findToken } from "./session/token.ts"
import { attempt } from "./throttled.ts"

/** Someone who proved who they are, by one account. */
export interface Proof {
  readonly user: User
  readonly account: Account
  /** Whether the provider's addresses may link accounts; see `allowDangerousEmailAccountLinking`. */
  readonly linksByEmail?: boolean
  readonly profile?: Profile | undefined
  /** Who was signed in when the flow began. */
  readonly by?: BeganBy | undefined
}

/** The user of the application that a proof belongs to. */
export interface Provisioned {
  readonly user: User | AdapterUser
  readonly isNewUser: boolean
}

/** The one place where an account becomes a user: found, linked or created. */
export async function provision(context: Context, proof: Proof): Promise<Provisioned> {
  const { adapter } = context
  if (!adapter?.createUser) return { user: proof.user, isNewUser: false }
  const stored = adapter as Required<Adapter>
  const find = proof.account.type === "email" ? provisionEmail : provisionOAuth
  try {
    return await find(context, stored, proof)
  } catch (error) {
    // Of two who come at once for the first time one is made: the other finds them there now.
    if (!(error instanceof AdapterError) || !(await isKnown(stored, proof))) throw error
    return find(context, stored, proof)
  }
}

/** False where the store can't say. */
async function isKnown(
  adapter: Required<Adapter>,
  { user, account: { type, provider, providerAccountId } }: Proof,
): Promise<boolean> {
  try {
    const found =
      (type === "email" ? null : await adapter.getUserByAccount({ provider, providerAccountId })) ??
      (user.email ? await adapter.getUserByEmail(user.email) : null)
    return found !== null
  } catch {
    return false
  }
}

/** The user of the session that this browser has now, if any. */
export async function signedInUser(
  context: Context,
  adapter: Adapter,
): Promise<AdapterUser | null> {
  if (context.strategy === "database") {
    const row = await findRow(context)
    return "stale" in row ? null : row.user
  }
  const found = await findToken(context)
  const sub = found.status === "ok" ? found.live.token.sub : undefined
  return sub === undefined ? null : ((await adapter.getUser?.(sub)) ?? null)
}

async function provisionEmail(
  context: Context,
  adapter: Required<Adapter>,
  { user, account }: Proof,
): Promise<Provisioned> {
  const known = await adapter.getUserByEmail(user.email!)
  if (!known) {
    await attempt(context, "signUp")
    const created = await createUser(context, adapter, { user, account }, new Date())
    return { user: created, isNewUser: true }
  }
  if (context.compat === undefined && !known.emailVerified) {
    await assertOwned(context, known, account.provider)
    await endUnproved(context, known.id)
  }
  const emailVerified = new Date()
  const updated = await adapter.updateUser({ id: known.id, emailVerified })
  // Some adapters answer only what they were given.
  const verified = updated?.email === undefined ? { ...known, emailVerified } : updated
  await context.emit("updateUser", { user: verified })
  await context.note({
    type: "user-updated",
    outcome: "success",
    user: known.id,
    provider: account.provider,
    details: { field: "emailVerified" },
  })
  return { user: verified, isNewUser: false }
}

async function provisionOAuth(
  context: Context,
  adapter: Required<Adapter>,
  proof: Proof,
): Promise<Provisioned> {
  const { account } = proof
  const { provider, providerAccountId } = account
  if (proof.by?.link) await assertSameSession(context, proof.by)
  const signedIn = await signedInUser(context, adapter)
  const owner = await adapter.getUserByAccount({ provider, providerAccountId })
  if (owner) {
    if (signedIn && signedIn.id !== owner.id) {
      throw new OAuthAccountNotLinked("The account belongs to another user", { provider })
    }
    await keepTokens(context, owner, account)
    return { user: owner, isNewUser: false }
  }
  if (signedIn || proof.by?.link) {
    const user = await linkTarget(context, signedIn, proof)
    await link(context, adapter, user, proof)
    return { user, isNewUser: false }
  }
  return provisionNew(context, adapter, proof)
}

/**
 * Whom an account is linked to that nobody has: who is signed in and asked for it.
 *
 * @throws OAuthAccountNotLinked, InvalidCheck
 */
async function linkTarget(
  context: Context,
  signedIn: AdapterUser | null,
  { account, by }: Proof,
): Promise<AdapterUser> {
  const { provider } = account
  if (!by?.link && !linksImplicitly(context)) {
    throw new OAuthAccountNotLinked(
      "Someone is signed in who did not ask to link the account: signIn(provider, { link: true }) does",
      { provider },
    )
  }
  await assertSameSession(context, by)
  if (signedIn) return signedIn
  throw new OAuthAccountNotLinked("The user who asked to link the account is gone", { provider })
}

async function provisionNew(
  context: Context,
  adapter: Required<Adapter>,
  proof: Proof,
): Promise<Provisioned> {
  const { user, account } = proof
  const { provider } = account
  const twin = user.email ? await adapter.getUserByEmail(user.email) : null
  if (twin && !mayLinkByEmail(context, proof, twin)) {
    // Perhaps the same person's, who has come in by another instance since.
    const { providerAccountId } = account
    const owner = await adapter.getUserByAccount({ provider, providerAccountId })
    if (owner) return { user: owner, isNewUser: false }
    context.about.user = twin.id
    throw new OAuthAccountNotLinked("Another account already has the e-mail address", { provider })
  }
  if (twin) {
    await link(context, adapter, twin, proof)
    return { user: twin, isNewUser: false }
  }
  await attempt(context, "signUp")
  // Both or neither: a user without the account could not come back by it, since the address is taken.
  const id = globalThis.crypto.randomUUID()
  const both = async (store: Adapter): Promise<AdapterUser> => {
    const created = await storeUser(store, user, verifiedBy(context, proof), id)
    try {
      await storeAccount(store, created, proof)
    } catch (error) {
      // Only one of the id that was made up here: an adapter may have answered somebody who was there.
      if (!isWhole && created.id === id) await takenBack(adapter, id)
      throw error
    }
    return created
  }
  const isWhole = transactionWith(context.config.adapter!, ["createUser", "linkAccount"])
  const made = await (isWhole ? adapter.transaction(both) : both(adapter))
  await tellUser(context, made, account)
  await tellLink(context, made, proof)
  return { user: made, isNewUser: true }
}

async function takenBack(adapter: Adapter, id: string): Promise<void> {
  try {
    await adapter.deleteUser?.(id)
  } catch {
    // The first error is the one to tell.
  }
}

/**
 * Even where it is allowed, an address that the provider calls unverified links nothing; nor does one that nobody here
 * ever proved to own: the user may be the work of who waits for the owner to come.
 */
function mayLinkByEmail(
  { compat }: Context,
  { linksByEmail, profile }: Proof,
  twin: AdapterUser,
): boolean {
  if (linksByEmail !== true) return false
  // A provider that says nothing of it is one that the application vouches for by the flag; one that says null is not.
  const { email_verified: said = true } = profile ?? {}
  if (compat !== undefined) return (said ?? true) === true
  return said === true && Boolean(twin.emailVerified)
}

/** When the address was verified: now, if the provider says that it is. Auth.js leaves that open. */
function verifiedBy({ compat }: Context, { user, profile }: Proof): Date | null {
  const said = profile?.email_verified === true && saidAddress(profile.email, { strict: true })
  return compat === undefined && said && said === user.email ? new Date() : null
}

async function createUser(
  context: Context,
  adapter: Required<Adapter>,
  { user, account }: Proof,
  emailVerified: Date | null,
): Promise<AdapterUser> {
  const created = await storeUser(adapter, user, emailVerified)
  await tellUser(context, created, account)
  return created
}

async function link(
  context: Context,
  adapter: Required<Adapter>,
  user: AdapterUser,
  proof: Proof,
): Promise<void> {
  await storeAccount(adapter, user, proof)
  await endOthers(context, user.id, "account-linked")
  await tellLink(context, user, proof)
}

async function storeUser(
  adapter: Adapter,
  user: User,
  emailVerified: Date | null,
  id: string = globalThis.crypto.randomUUID(),
): Promise<AdapterUser> {
  return adapter.createUser!({ ...user, id, emailVerified } as AdapterUser)
}

async function storeAccount(
  adapter: Adapter,
  { id }: AdapterUser,
  { account }: Proof,
): Promise<void> {
  await adapter.linkAccount!({ ...account, userId: id } as AdapterAccount)
}

async function tellUser(
  context: Context,
  user: AdapterUser,
  { provider }: Proof["account"],
): Promise<void> {
  await context.emit("createUser", { user })
  await context.note({ type: "user-created", outcome: "success", user: user.id, provider })
}

async function tellLink(
  context: Context,
  user: AdapterUser,
  { account, user: profile }: Proof,
): Promise<void> {
  await context.emit("linkAccount", { user, account, profile })
  const { provider } = account
  await context.note({ type: "account-linked", outcome: "success", user: user.id, provider })
}
