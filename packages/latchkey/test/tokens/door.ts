import type { AuthConfig, Compat } from "../../src/config/auth-config.ts"
import { Context } from "../../src/config/context.ts"
import type { CookieKind } from "../../src/config/cookies.ts"
import { InvalidCheck, MissingCSRF, WebAuthnVerificationError } from "../../src/errors.ts"

export const SECRET = "Zx3kQ9vR1mT7yB5nW2cJ8dL4hF6gP0sA-tokens"
export const HOST = "app.example"

/** The generations: our own, and the two that come in by a door. */
export type Generation = "own" | "v5" | "v4"

const compats: Readonly<Record<Generation, Compat | undefined>> = { own: undefined, v5: 5, v4: 4 }

const config: AuthConfig = {
  secret: SECRET,
  env: { NODE_ENV: "test", AUTH_URL: `https://${HOST}` },
  logger: { error() {}, warn() {}, debug() {} },
  providers: [
    {
      id: "acme",
      name: "Acme",
      type: "oidc",
      issuer: "https://issuer.example",
      clientId: "client",
      clientSecret: "secret",
      endSession: { idTokenHint: "cookie" },
    },
  ],
} as unknown as AuthConfig

/** A request of that generation that brings these cookies. */
export function requestOf(
  generation: Generation,
  cookies: Readonly<Record<string, string>> = {},
): Context {
  const compat = compats[generation]
  const cookie = Object.entries(cookies).map(([name, value]) => `${name}=${value}`)
  const headers = new Headers({ host: HOST, cookie: cookie.join("; ") })
  return new Context(
    config,
    { compat, basePath: "/auth" },
    { headers, url: `https://${HOST}/auth` },
  )
}

/** The name of a cookie in that generation. */
export function nameOf(generation: Generation, kind: CookieKind): string {
  return requestOf(generation).cookie(kind).name
}

/** Whether it was taken. Only the errors that say that it was not are refusals; any other fails the test. */
export async function taken(read: () => Promise<unknown>): Promise<boolean> {
  try {
    return Boolean(await read())
  } catch (error) {
    const refusals = [InvalidCheck, MissingCSRF, WebAuthnVerificationError]
    if (refusals.some((refusal) => error instanceof refusal)) return false
    throw error
  }
}
