import type { Context } from "../config/context.ts"
import type { Adapter, AdapterAccount, AdapterUser } from "../contracts/adapter.ts"
import { OAuthAccountNotLinked } from "../errors.ts"
import type { Account, Profile } from "../vocabulary/account.ts"
import type { User } from "../vocabulary/user.ts"
import { findRow } from "./session/database.ts"
import { findToken } from "./session/token.ts"

/** Someone who proved who they are, by one account. */
export interface Proof {
  readonly user: User
  readonly account: Account
  /** Whether the provider's addresses may link accounts; see `allowDangerousEmailAccountLinking`. */
  readonly linksByEmail?: boolean
  readonly profile?: Profile | undefined
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
  if (proof.account.type === "email") return provisionEmail(context, stored, proof)
  return provisionOAuth(context, stored, proof)
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
    const created = await createUser(context, adapter, { user, account }, new Date())
    return { user: created, isNewUser: true }
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
  const { account, user } = proof
  const { provider, providerAccountId } = account
  const signedIn = await signedInUser(context, adapter)
  const owner = await adapter.getUserByAccount({ provider, providerAccountId })
  if (owner) {
    if (!signedIn || signedIn.id === owner.id) return { user: owner, isNewUser: false }
    throw new OAuthAccountNotLinked("The account belongs to another user", { provider })
  }
  if (signedIn) {
    await link(context, adapter, signedIn, proof)
    return { user: signedIn, isNewUser: false }
  }
  const twin = user.email ? await adapter.getUserByEmail(user.email) : null
  if (twin && !mayLinkByEmail(proof)) {
    context.about.user = twin.id
    throw new OAuthAccountNotLinked("Another account already has the e-mail address", { provider })
  }
  const target = twin ?? (await createUser(context, adapter, proof, null))
  await link(context, adapter, target, proof)
  return { user: target, isNewUser: !twin }
}

/** Even where it is allowed, an address that the provider calls unverified links nothing. */
function mayLinkByEmail({ linksByEmail, profile }: Proof): boolean {
  return linksByEmail === true && (profile?.email_verified ?? true) === true
}

async function createUser(
  context: Context,
  adapter: Required<Adapter>,
  { user, account }: Proof,
  emailVerified: Date | null,
): Promise<AdapterUser> {
  const id = globalThis.crypto.randomUUID()
  const created = await adapter.createUser({ ...user, id, emailVerified } as AdapterUser)
  await context.emit("createUser", { user: created })
  const { provider } = account
  await context.note({ type: "user-created", outcome: "success", user: created.id, provider })
  return created
}

async function link(
  context: Context,
  adapter: Required<Adapter>,
  user: AdapterUser,
  { account, user: profile }: Proof,
): Promise<void> {
  await adapter.linkAccount({ ...account, userId: user.id } as AdapterAccount)
  await context.emit("linkAccount", { user, account, profile })
  const { provider } = account
  await context.note({ type: "account-linked", outcome: "success", user: user.id, provider })
}
