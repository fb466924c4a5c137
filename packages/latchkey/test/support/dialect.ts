import { exportJWK, generateKeyPair, SignJWT } from "jose"

/** Answers by URL (without query), in place of a provider on the net. */
export type Routes = Record<string, (request: Request) => Response | Promise<Response>>

/** A `fetch` that knows these addresses only, and remembers what it was asked. */
export function routedFetch(routes: Routes): { fetch: typeof fetch; asked: Request[] } {
  const asked: Request[] = []
  return {
    asked,
    fetch: async (input, init) => {
      const request = new Request(input, init)
      asked.push(request.clone())
      const route = routes[request.url.replace(/\?.*$/, "")]
      if (!route) throw new Error(`nobody is at ${request.url}`)
      return route(request)
    },
  }
}

/** A key of an emulated provider, and ID tokens signed with it. */
export async function signer(): Promise<{
  jwks: object
  sign: (claims: Record<string, unknown>) => Promise<string>
}> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid: "one", alg: "RS256", use: "sig" }
  return {
    jwks: { keys: [jwk] },
    sign: (claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: "RS256", kid: "one" })
        .setIssuedAt()
        .setExpirationTime("5m")
        .sign(privateKey),
  }
}
