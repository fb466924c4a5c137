import { createHash } from "node:crypto"
import { expect } from "vitest"
import { customFetch } from "../../src/contracts/symbols.ts"
import { authorizationRequest } from "../../src/oauth/authorize.ts"
import { processCallback } from "../../src/oauth/callback.ts"
import { type OAuthProvider, resolveOAuthProvider } from "../../src/oauth/provider.ts"
import { type UserAndAccount, userAndAccount } from "../../src/oauth/user-and-account.ts"
import {
  ACCESS_TOKEN,
  type Algorithm,
  type Asked,
  CLIENT,
  type Dialect,
  REDIRECT_URI,
} from "./dialect.ts"
import { makeSigners } from "./signers.ts"

/** What goes wrong at the provider. */
export interface Trouble {
  readonly token?: () => Response
  readonly userinfo?: () => Response
  /** Claims or members of the profile that are replaced; undefined takes one away. */
  readonly profile?: Readonly<Record<string, unknown>>
  /** The ID token is signed with another algorithm than agreed on. */
  readonly alg?: Algorithm
  /** So is the userinfo. */
  readonly userinfoAlg?: Algorithm
}

export interface Played extends UserAndAccount {
  readonly sent: URL
  /** Paths that were asked, in order. */
  readonly asked: readonly string[]
}

/** Sends one person through a sign-in at a provider that speaks like this. */
export async function play(dialect: Dialect, trouble: Trouble = {}): Promise<Played> {
  const scene = await stage(dialect, trouble)
  const provider = resolveOAuthProvider({ ...dialect.provider, [customFetch]: scene.fetch })
  const { url, checks } = await authorizationRequest(provider, { redirectUri: REDIRECT_URI })
  const sent = new URL(url)
  scene.remember(sent)
  const state = sent.searchParams.get("state")
  const params = { code: "code-1", ...(state !== null && { state }), ...dialect.callback }
  const result = await processCallback(provider, { params, redirectUri: REDIRECT_URI, checks })
  return { ...(await userAndAccount(provider, result)), sent, asked: scene.asked }
}

/** Ensures that people are sent where the provider wants them, with what it wants. */
export function expectAuthorization({ authorization }: Dialect, sent: URL): void {
  const { searchParams } = sent
  expect(`${sent.origin}${sent.pathname}`).toBe(authorization.url)
  expect(Object.fromEntries(searchParams)).toMatchObject({
    redirect_uri: REDIRECT_URI,
    response_type: "code",
    client_id: CLIENT.clientId,
    ...authorization.params,
  })
  const found = (["pkce", "state", "nonce"] as const).filter((check) =>
    searchParams.has(check === "pkce" ? "code_challenge" : check),
  )
  expect(found.toSorted()).toEqual([...authorization.checks].toSorted())
}

/** Made once: keys of RSA take long to make. */
let signers: ReturnType<typeof makeSigners> | undefined

interface Scene {
  readonly fetch: typeof fetch
  readonly asked: string[]
  remember(sent: URL): void
}

async function stage(dialect: Dialect, trouble: Trouble): Promise<Scene> {
  const { jwks, sign } = await (signers ??= makeSigners())
  const { oidc, token, userinfo, others = {} } = dialect
  const asked: string[] = []
  let sent: URL | undefined
  const claims = async (): Promise<string> => {
    const nonce = sent?.searchParams.get("nonce")
    const usual = { iss: oidc!.issuer, aud: CLIENT.clientId, ...(nonce != null && { nonce }) }
    return sign({ ...usual, ...oidc!.claims, ...trouble.profile }, trouble.alg ?? algOf(oidc))
  }
  const answer = async (one: Asked): Promise<Response> => {
    const at = `${one.url.origin}${one.url.pathname}`
    asked.push(`${one.method} ${one.url.pathname}`)
    if (oidc && at === (oidc.wellKnown ?? wellKnownOf(oidc.issuer)).replace(/\?.*$/, "")) {
      return Response.json(metadataOf(dialect))
    }
    if (oidc && at === jwksOf(oidc)) return Response.json(jwks)
    if (at === token.url.replace(/\?.*$/, "")) {
      if (trouble.token) return trouble.token()
      expectTokenRequest(dialect, one, sent!)
      const id = oidc ? { id_token: await claims() } : {}
      const more = typeof token.answer === "function" ? token.answer(one) : token.answer
      const usual = { access_token: ACCESS_TOKEN, token_type: "bearer", expires_in: 3600 }
      const { headers = {} } = token
      if (typeof token.answer === "function") return Response.json({ ...more, ...id }, { headers })
      return Response.json({ ...usual, ...id, ...more }, { headers })
    }
    if (userinfo && at === userinfo.url.replace(/\?.*$/, "")) {
      if (trouble.userinfo) return trouble.userinfo()
      expectUserinfoRequest(dialect, one)
      const { answer: profile, signed } = userinfo
      if (signed) {
        const usual = { iss: oidc!.issuer, aud: CLIENT.clientId }
        const jwt = await sign(
          { ...usual, ...(profile as object), ...trouble.profile },
          trouble.userinfoAlg ?? algOf(oidc),
        )
        return new Response(jwt, { headers: { "content-type": "application/jwt" } })
      }
      if (!trouble.profile || typeof profile !== "object") return Response.json(profile)
      return Response.json({ ...profile, ...trouble.profile })
    }
    const other = others[at]
    if (other) return other(one)
    throw new Error(`nobody is at ${at}`)
  }
  return {
    asked,
    remember: (url) => void (sent = url),
    fetch: async (input, init) => {
      const request = new Request(input, init)
      const text = await request.clone().text()
      const isForm = request.headers.get("content-type")?.includes("x-www-form-urlencoded")
      return answer({
        method: request.method,
        url: new URL(request.url),
        headers: request.headers,
        form: new URLSearchParams(isForm ? text : ""),
        text,
      })
    },
  }
}

function algOf(oidc: Dialect["oidc"]): Algorithm {
  return oidc?.alg ?? "RS256"
}

function wellKnownOf(issuer: string): string {
  return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`
}

function jwksOf(oidc: NonNullable<Dialect["oidc"]>): string {
  return String(oidc.metadata?.["jwks_uri"] ?? `${oidc.issuer.replace(/\/$/, "")}/jwks`)
}

function metadataOf({ oidc, authorization, token, userinfo }: Dialect): Record<string, unknown> {
  return {
    issuer: oidc!.issuer,
    authorization_endpoint: authorization.url,
    token_endpoint: token.url,
    ...(userinfo && { userinfo_endpoint: userinfo.url }),
    jwks_uri: jwksOf(oidc!),
    response_types_supported: ["code"],
    id_token_signing_alg_values_supported: [algOf(oidc)],
    ...oidc!.metadata,
  }
}

function expectTokenRequest({ token }: Dialect, asked: Asked, sent: URL): void {
  const { form, headers, method } = asked
  token.asked?.(asked)
  if (token.auth === "own") return
  expect(method).toBe("POST")
  expect(form.get("grant_type")).toBe("authorization_code")
  expect(form.get("code")).toBe("code-1")
  expect(form.get("redirect_uri")).toBe(REDIRECT_URI)
  const challenge = sent.searchParams.get("code_challenge")
  const verifier = form.get("code_verifier")
  if (challenge === null) expect(verifier).toBeNull()
  else expect(createHash("sha256").update(verifier!).digest("base64url")).toBe(challenge)
  const basic = `Basic ${Buffer.from(`${CLIENT.clientId}:${CLIENT.clientSecret}`).toString("base64")}`
  if (token.auth === "post") {
    expect(headers.get("authorization")).toBeNull()
    expect(form.get("client_id")).toBe(CLIENT.clientId)
    expect(form.get("client_secret")).toBe(CLIENT.clientSecret)
  } else {
    // Each half is form-encoded first (RFC 6749 §2.3.1).
    expect(decodeURIComponent(atob(headers.get("authorization")!.slice(6)))).toBe(
      atob(basic.slice(6)),
    )
    expect(form.get("client_secret")).toBeNull()
  }
}

function expectUserinfoRequest({ userinfo }: Dialect, asked: Asked): void {
  const { method = "GET", open, asked: look } = userinfo!
  expect(asked.method).toBe(method)
  if (!open) expect(asked.headers.get("authorization")).toBe(`Bearer ${ACCESS_TOKEN}`)
  look?.(asked)
}

/** The provider, resolved: for what a test asks of the data itself. */
export function resolved(dialect: Dialect): OAuthProvider<any> {
  return resolveOAuthProvider(dialect.provider)
}
