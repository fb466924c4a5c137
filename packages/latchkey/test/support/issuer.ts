import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { exportJWK, generateKeyPair } from "jose"
import Provider from "oidc-provider"

export interface Issuer {
  /** The issuer identifier, on loopback. */
  readonly url: string
  /** Requests so far, by path, e.g. `/token`. */
  readonly requests: Map<string, number>
  /** The key that it signs with. */
  readonly key: SigningKey
  /** Replaces the signing keys, as an operator would. */
  rotate(): Promise<void>
  /** Goes where `url` says as a browser would, logs in and consents, and answers what came to the redirect URI. */
  walk(url: string, account?: string): Promise<Landing>
  close(): Promise<void>
}

export interface SigningKey {
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
  readonly kid: string
  readonly alg: "RS256" | "ES256"
}

/** What a browser brings to the redirect URI. */
export interface Landing {
  method: "GET" | "POST"
  params: URLSearchParams
}

export interface IssuerOptions {
  /** Metadata of the one client (RFC 7591). */
  client: { client_id: string; redirect_uris: string[] } & Record<string, unknown>
  /** More clients, of other applications. */
  others?: IssuerOptions["client"][]
  /** Features of the provider to switch on, or to set. */
  features?: object
  /** @default RS256 */
  alg?: "RS256" | "ES256"
  /** How people prove who they are there (RFC 8176); said in the ID token. */
  amr?: readonly string[]
  /** What a request to that path waits for, if anything. */
  before?: (path: string) => Promise<void> | undefined
  /** Whether it gives refresh tokens: each is used once, and one that is used twice ends them all. */
  refresh?: boolean
}

/** A certified OpenID Provider on loopback, whose users are whoever logs in. */
export async function startIssuer({
  client,
  others = [],
  features = {},
  alg = "RS256",
  amr,
  before,
  refresh = false,
}: IssuerOptions): Promise<Issuer> {
  const requests = new Map<string, number>()
  let provider: Provider
  let key: SigningKey
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url!, "http://loopback")
    requests.set(pathname, (requests.get(pathname) ?? 0) + 1)
    await before?.(pathname)
    if (!pathname.startsWith("/interaction/")) return provider.callback()(request, response)
    const accountId = /account=([a-z0-9-]+)/.exec(request.headers.cookie ?? "")?.[1] ?? "ada"
    void provider.interactionDetails(request, response).then(() =>
      provider.interactionFinished(request, response, {
        login: { accountId, ...(amr ? { amr: [...amr] } : {}) },
      }),
    )
  }
  const server = createServer((request, response) => void answer(request, response))
  // A connection that is closed as it is used again would look like a provider that is gone.
  server.keepAliveTimeout = 120_000
  const url = await listen(server)
  const rotate = async (): Promise<void> => {
    const pair = await generateKeyPair(alg, { extractable: true })
    key = { ...pair, kid: crypto.randomUUID(), alg }
    const clients = [client, ...others]
    provider = new Provider(url, {
      ...(await configuration(
        clients,
        { ...(refresh && refreshing.features), ...features },
        key,
        () => provider,
      )),
      ...(refresh && refreshing.tokens),
    })
  }
  await rotate()
  return {
    url,
    requests,
    get key() {
      return key
    },
    rotate,
    walk: (start, account = "ada") => walk(start, account, client.redirect_uris),
    close: () => close(server),
  }
}

/** Refresh tokens without a scope of their own, rotated at each use, and their revocation (RFC 7009). */
const refreshing = {
  tokens: { issueRefreshToken: () => true, rotateRefreshToken: true },
  features: { revocation: { enabled: true, allowedPolicy: () => true } },
}

async function configuration(
  clients: IssuerOptions["client"][],
  features: object,
  { privateKey, kid, alg }: SigningKey,
  provider: () => Provider,
): Promise<object> {
  return {
    clients: clients.map((client) => ({ id_token_signed_response_alg: alg, ...client })),
    // It asks nobody on loopback by itself, where the applications of a test are.
    fetch: (url: string, init: RequestInit) =>
      fetch(url, { ...init, dispatcher: undefined } as never),
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid, alg, use: "sig" }] },
    cookies: { keys: ["a key for cookies of tests"] },
    clientAuthMethods: [
      "client_secret_basic",
      "client_secret_post",
      "client_secret_jwt",
      "private_key_jwt",
      "none",
    ],
    claims: { openid: ["sub", "amr"], email: ["email", "email_verified"], profile: ["name"] },
    // The ID token says who it is, as most providers do.
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: true },
      // A client that asks for it has `sid` in its ID tokens.
      backchannelLogout: { enabled: true },
      ...features,
    },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    ttl: {
      Session: 900,
      Interaction: 60,
      Grant: 900,
      AccessToken: 60,
      IdToken: 900,
      AuthorizationCode: 900,
      RefreshToken: 900,
    },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        name: `Name of ${id}`,
        email: `${id}@example.com`,
        email_verified: true,
      }),
    }),
    loadExistingGrant: async (context: {
      oidc: { client: { clientId: string }; session: { accountId: string } }
    }) => {
      const { client: asking, session } = context.oidc
      const grant = new (provider().Grant)({
        clientId: asking.clientId,
        accountId: session.accountId,
      })
      grant.addOIDCScope("openid profile email")
      await grant.save()
      return grant
    },
  }
}

/** Follows redirects with cookies until the redirect URI is reached, by a redirect or a form. */
async function walk(start: string, account: string, redirectUris: string[]): Promise<Landing> {
  const jar = new Map([["account", account]])
  let url = start
  for (let hop = 0; hop < 10; hop++) {
    if (redirectUris.some((uri) => url.startsWith(uri))) {
      return { method: "GET", params: new URL(url).searchParams }
    }
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ")
    const response = await fetch(url, { redirect: "manual", headers: { cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";")
      jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1))
    }
    const location = response.headers.get("location")
    if (!location) return landing(await response.text(), response.status)
    url = new URL(location, url).href
  }
  throw new Error("the walk has no end")
}

function landing(page: string, status: number): Landing {
  const fields = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
  if (fields.length === 0)
    throw new Error(
      `no form at the end of the walk: ${status} ${page.replace(/<(head|style)[^]*<\/\1>|<[^>]+>|\s+/g, " ").slice(0, 300)}`,
    )
  return {
    method: "POST",
    params: new URLSearchParams(fields.map(([, name, value]) => [name!, value!])),
  }
}

/** Listens on a free port of loopback. */
export function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    })
  })
}

export function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
