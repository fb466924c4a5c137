"use server"

import { AuthError, ConsentRequired } from "latchkey/errors"
import { revalidatePath } from "next/cache"
import { redirect } from "next/navigation"
import { auth, signIn } from "../../auth.ts"
import type { ActionResult } from "../../components/action-form.tsx"

const messages: Record<string, string> = {
  LastSignInMethod: "This is your last way in. Link another account first.",
  ReauthenticationRequired: "Your sign-in is too long ago for this. Sign in again, then come back.",
  SessionRequired: "You are signed out.",
  TokenUnavailable: "Local ID does not answer. Try again in a moment.",
}

/** Goes to Local ID, and comes back with one account more. */
export async function linkLocalId(_last: ActionResult): Promise<ActionResult> {
  let url: string
  try {
    url = await signIn("local", { link: true, redirectTo: "/accounts", redirect: false })
  } catch (error) {
    return refused(error)
  }
  redirect(url)
}

export async function unlink(_last: ActionResult, form: FormData): Promise<ActionResult> {
  try {
    await auth.accounts.unlink(accountOf(form))
  } catch (error) {
    return refused(error)
  }
  revalidatePath("/accounts")
  return { kind: "done", text: "Unlinked." }
}

/** Asks Local ID who the account is of, with a token that lives, however old the stored one is. */
export async function callApi(_last: ActionResult, form: FormData): Promise<ActionResult> {
  try {
    const { provider, providerAccountId } = accountOf(form)
    const { accessToken, expiresAt } = await auth.accessToken(provider, { providerAccountId })
    const issuer = process.env.AUTH_LOCAL_ISSUER ?? "http://127.0.0.1:4600"
    const answer = await fetch(`${issuer}/me`, {
      headers: { authorization: `Bearer ${accessToken}` },
      cache: "no-store",
    })
    if (!answer.ok) return { kind: "refused", text: `Local ID answered ${answer.status}.` }
    const { name } = (await answer.json()) as { name: string }
    const until = expiresAt?.toISOString().slice(11, 19)
    return { kind: "done", text: `Local ID says: ${name}. The token is good until ${until} UTC.` }
  } catch (error) {
    return refused(error)
  }
}

function accountOf(form: FormData): { provider: string; providerAccountId: string } {
  return {
    provider: String(form.get("provider")),
    providerAccountId: String(form.get("providerAccountId")),
  }
}

function refused(error: unknown): ActionResult {
  if (error instanceof ConsentRequired) {
    return {
      kind: "refused",
      text: "Local ID wants you to sign in there again: link it once more.",
    }
  }
  const text = error instanceof AuthError ? messages[error.type] : undefined
  if (text === undefined) throw error
  return { kind: "refused", text }
}
