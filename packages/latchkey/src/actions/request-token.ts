import type { Context } from "../config/context.ts"
import type { SetCookie } from "../contracts/cookies.ts"
import { openLatest } from "../keys/open-latest.ts"
import type { SealSpec } from "../keys/model.ts"
import { seal } from "../keys/seal.ts"
import type { Credentials } from "../oauth/one/sign.ts"
import { type BeganBy, readBeganBy } from "./accounts/began-by.ts"
import { invalidCheck } from "./check-problem.ts"
import { CHECK_MAX_AGE, type CheckBinding } from "./checks.ts"

/** Through every door: Auth.js has no such cookie. NextAuth 4 kept the secrets in the memory of one process. */
const spec: SealSpec = { format: "own", purpose: "request-token", salt: "" }

/** Temporary credentials, and who was signed in when they were asked for. */
export interface OpenedRequestToken extends Credentials {
  readonly by: BeganBy | undefined
}

/** A cookie with the temporary credentials of one sign-in by OAuth 1.0a, sealed and bound to the provider. */
export async function sealRequestToken(
  context: Context,
  { provider, by }: CheckBinding,
  { token, secret }: Credentials,
): Promise<SetCookie> {
  const { ring } = await context.keys()
  const { name, options } = context.cookie("requestToken")
  const claims = { token, secret, provider, ...(by && { by }) }
  const value = await seal(ring, spec, claims, { maxAge: CHECK_MAX_AGE })
  const expires = new Date(Date.now() + CHECK_MAX_AGE * 1000)
  return { name, value, options: { ...options, expires } }
}

/**
 * The temporary credentials that this browser was sent to this provider with.
 *
 * @throws InvalidCheck where they are missing, expired, or of another provider
 */
export async function openRequestToken(
  context: Context,
  provider: string,
): Promise<OpenedRequestToken> {
  const found = await credentialsOf(context, provider)
  if ("token" in found) return found
  const { problem } = found
  throw invalidCheck(context, { check: "request token", cookie: "requestToken", provider, problem })
}

async function credentialsOf(
  context: Context,
  provider: string,
): Promise<OpenedRequestToken | { problem: string }> {
  const { name } = context.cookie("requestToken")
  const sealed = context.jar.get(name)
  if (!sealed) return { problem: context.jar.all(name).length > 1 ? "there twice" : "missing" }
  const opened = await openLatest(await context.keys(), [spec], sealed)
  if (opened.status !== "ok") return { problem: opened.status }
  const { token, secret, provider: boundTo } = opened.claims
  if (typeof token !== "string" || typeof secret !== "string" || boundTo !== provider) {
    return { problem: "of another provider" }
  }
  return { token, secret, by: readBeganBy(opened.claims["by"]) }
}
