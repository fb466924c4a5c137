import type { Context } from "../../config/context.ts"
import type { Revocation } from "../../contracts/keys.ts"
import type { Redemption, SessionRegister } from "../../contracts/register.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import { RegisterUnavailable } from "../../errors.ts"
import type { SessionFacts } from "../../session/claims.ts"
import { type RegisteredName, registeredName } from "../../session/registration.ts"
import type { JWT } from "../../vocabulary/token.ts"
import { withDeadline } from "../../web/deadline.ts"
import { registerOf, registerWith, type SaidSession } from "./registered.ts"

/** Milliseconds: parallel requests of one browser carry the cookie of before the move. */
const GRACE = 60_000
/** Milliseconds that a register has to answer. */
const PATIENCE = 5_000

/** Twice the life of a token, so that a session in use is noted anew only once in that time. */
function term(context: Context): number {
  return Math.floor(Date.now() / 1000) + 2 * lifetime(context)
}

function lifetime(context: Context): number {
  return Math.max(context.maxAge, context.tokenMaxAge)
}

/** Notes a session that begins. A register that is down keeps nobody from signing in; that session is not kept then. */
export async function registerSession(context: Context, said: SaidSession): Promise<SessionFacts> {
  const register = registerOf(context)
  if (!register) return said.facts
  const reg = term(context)
  const session = { ...(await registeredName(said.token, said.facts)), expires: reg * 1000 }
  const noted = await tolerate(context, register, async () => {
    await register.add(session)
    return true
  })
  return noted ? { ...said.facts, reg } : said.facts
}

/**
 * Asks whether a session of a revoked key may be let in; null where it may not.
 *
 * @throws RegisterUnavailable
 */
export async function admitSession(
  context: Context,
  said: SaidSession,
  revocation: Revocation,
): Promise<Redemption | null> {
  const register = registerWith(context, said.facts)
  if (!register) return null
  const name = await registeredName(said.token, said.facts)
  const now = Date.now()
  const revoked = Math.ceil(revocation.revoked)
  // An instance that doesn't know yet may have put a token of the revoked key in the place of the new one.
  const grace = now < revocation.settled ? Math.max(GRACE, now - revoked + 1) : GRACE
  const asked = { ...name, revoked, now, grace }
  return (await ask(register, () => register.redeem(asked))) ? asked : null
}

/** The facts of an admitted session that is sealed by a key which is not revoked. */
export function movedFacts(context: Context, facts: SessionFacts): SessionFacts {
  return { ...facts, reg: term(context) }
}

/**
 * Notes that an admitted session now has a token of a good key, so that the old one counts no more.
 *
 * @returns false where it was ended or moved by someone else in the meantime
 * @throws RegisterUnavailable
 */
export async function moveSession(
  context: Context,
  said: SaidSession,
  asked: Redemption,
): Promise<boolean> {
  const register = registerOf(context)!
  const { claims } = await registeredName(said.token, said.facts)
  const change = { claims, expires: said.facts.reg! * 1000 }
  return ask(register, () => register.move({ ...asked, now: Date.now() }, change))
}

/**
 * The facts to seal anew, once the register knows of other claims or a later end. A session that it does not know
 * with the claims of before is not its own: from then on it is not asked about it.
 */
export function renewRegistration(
  context: Context,
  said: SaidSession,
  before: string | undefined,
): MaybePromise<SessionFacts> {
  const register = registerWith(context, said.facts)
  return register && before !== undefined ? renewIn(register, context, said, before) : said.facts
}

async function renewIn(
  register: SessionRegister,
  context: Context,
  { token, facts }: SaidSession,
  before: string,
): Promise<SessionFacts> {
  const due = facts.reg! < Date.now() / 1000 + lifetime(context)
  if (!due && before === JSON.stringify(token)) return facts
  const was = await registeredName(JSON.parse(before) as JWT, facts)
  const { claims } = await registeredName(token, facts)
  if (!due && claims === was.claims) return facts
  const reg = term(context)
  const known = await tolerate(context, register, () =>
    register.renew(was, { claims, expires: reg * 1000 }),
  )
  const { reg: _, ...unregistered } = facts
  return known === undefined ? facts : known ? { ...facts, reg } : unregistered
}

/** Forgets a session that ends. */
export async function forgetSession(context: Context, said: SaidSession): Promise<void> {
  const register = registerWith(context, said.facts)
  if (!register) return
  const { id }: RegisteredName = await registeredName(said.token, said.facts)
  await tolerate(context, register, () => register.remove(id))
}

/** Undefined where the register fails, which is logged: what goes on does not depend on it. */
async function tolerate<T>(
  context: Context,
  register: SessionRegister,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await ask(register, work)
  } catch (error) {
    context.logger.error(error as RegisterUnavailable)
    return undefined
  }
}

/** @throws RegisterUnavailable */
async function ask<T>(register: SessionRegister, work: () => Promise<T>): Promise<T> {
  try {
    const late = (): Error => new Error(`no answer in ${PATIENCE} ms`)
    return await withDeadline(work(), PATIENCE, late)
  } catch (error) {
    const cause = error instanceof Error ? { err: error } : {}
    throw new RegisterUnavailable(`The register of sessions failed: ${register.name}`, cause)
  }
}
