import { expect } from "vitest"
import type { AuthError } from "../../src/errors.ts"
import { type CallbackResult, processCallback } from "../../src/oauth/callback.ts"
import {
  type Answers,
  bearer,
  idToken,
  issuer,
  knownProvider,
  type Sent,
} from "./known-provider.ts"

export const redirectUri = "https://app.example/auth/callback/id"
export const checks = { pkce: "p".repeat(43), state: "the-state", nonce: "the-nonce" }
export const good = { code: "the-code", state: checks.state }
const endpoints = { issuer: undefined, jwks_endpoint: undefined, userinfo: `${issuer}/me` }
/** A sign-in at a provider of OAuth 2 that has no ID tokens, so no nonce was sent. */
export const plain = {
  kept: { pkce: checks.pkce, state: checks.state },
  config: { type: "oauth", client: {}, ...endpoints },
  answers: { "/token": () => bearer() },
}

export interface Return {
  readonly params?: Record<string, string> | URLSearchParams
  readonly kept?: object
  readonly config?: object
  readonly claims?: Record<string, unknown>
  readonly answers?: Answers
}

/** A browser that comes back; `claims` are those of the ID token beside the usual ones. */
export function comeBack({
  params = good,
  kept = checks,
  config = {},
  claims,
  answers = {},
}: Return = {}): { sent: Sent[]; result: Promise<CallbackResult> } {
  const { provider, sent } = knownProvider(
    {
      "/token": async () => bearer({ id_token: await idToken({ nonce: checks.nonce, ...claims }) }),
      "/me": () => Response.json({ id: 7 }),
      ...answers,
    },
    config,
  )
  return { sent, result: processCallback(provider, { params, redirectUri, checks: kept }) }
}

export async function failureOf(
  given: Return,
): Promise<AuthError & { cause: Record<string, any> }> {
  return comeBack(given).result.then(
    () => expect.fail("the sign-in went through"),
    (error) => error,
  )
}
