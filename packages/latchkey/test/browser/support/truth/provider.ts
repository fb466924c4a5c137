import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { exportJWK, generateKeyPair, SignJWT } from "jose"

/** Someone at the provider: claims of the ID token. */
export interface Person {
  readonly sub: string
  readonly name: string
  readonly email: string
}

export const ada: Person = { sub: "ada", name: "Ada Lovelace", email: "ada@example.test" }

/** An OpenID Provider that asks nothing: whoever comes is `person`. */
export interface Provider {
  readonly url: string
  person: Person
  /** Where set, it is told the way back, and nobody is sent there. */
  held: ((callback: string) => void) | undefined
  close(): void
}

export async function startProvider(clientId: string): Promise<Provider> {
  const { privateKey, publicKey } = await generateKeyPair("RS256")
  const jwk = { ...(await exportJWK(publicKey)), kid: "one", alg: "RS256", use: "sig" }
  const codes = new Map<string, { nonce: string | undefined; person: Person }>()
  const server = createServer((request, response) => {
    void answer(new URL(request.url!, url), request).then(({ location, body }) => {
      response.writeHead(location ? 302 : 200, {
        "content-type": "application/json",
        ...(location ? { location } : {}),
      })
      response.end(JSON.stringify(body ?? null))
    })
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider: Provider = {
    url,
    person: ada,
    held: undefined,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }

  async function answer(
    { pathname, searchParams }: URL,
    request: AsyncIterable<unknown>,
  ): Promise<{ location?: string; body?: unknown }> {
    if (pathname === "/jwks") return { body: { keys: [jwk] } }
    if (pathname === "/authorize") {
      const location = authorize(searchParams)
      provider.held?.(location)
      return provider.held ? {} : { location }
    }
    if (pathname !== "/token") return { body: metadata(url) }
    let form = ""
    for await (const chunk of request) form += String(chunk)
    const { person, nonce } = codes.get(new URLSearchParams(form).get("code") ?? "")!
    const idToken = await new SignJWT({ ...person, email_verified: true, ...(nonce && { nonce }) })
      .setProtectedHeader({ alg: "RS256", kid: "one" })
      .setIssuer(url)
      .setAudience(clientId)
      .setIssuedAt()
      .setExpirationTime("5m")
      .sign(privateKey)
    return { body: { access_token: "opaque", token_type: "Bearer", id_token: idToken } }
  }

  function authorize(asked: URLSearchParams): string {
    const code = crypto.randomUUID()
    codes.set(code, { nonce: asked.get("nonce") ?? undefined, person: provider.person })
    const back = new URL(asked.get("redirect_uri")!)
    back.searchParams.set("code", code)
    back.searchParams.set("iss", url)
    if (asked.has("state")) back.searchParams.set("state", asked.get("state")!)
    return back.href
  }

  return provider
}

const metadata = (url: string): object => ({
  issuer: url,
  authorization_endpoint: `${url}/authorize`,
  token_endpoint: `${url}/token`,
  jwks_uri: `${url}/jwks`,
  response_types_supported: ["code"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["RS256"],
  code_challenge_methods_supported: ["S256"],
  authorization_response_iss_parameter_supported: true,
})
