import { exportJWK, generateKeyPair, SignJWT } from "jose"
import { type Algorithm, CLIENT } from "./dialect.ts"

/** Signs for emulated providers. */
export interface Signers {
  /** Their public keys. */
  readonly jwks: object
  sign(claims: Record<string, unknown>, alg: Algorithm): Promise<string>
}

/** One key for each algorithm; for `HS256` the client secret, which is in no key set. */
export async function makeSigners(): Promise<Signers> {
  const pairs = await Promise.all(
    (["RS256", "ES256", "ES384"] as const).map(async (alg) => {
      const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
      return {
        alg,
        privateKey,
        jwk: { ...(await exportJWK(publicKey)), kid: alg, alg, use: "sig" },
      }
    }),
  )
  return {
    jwks: { keys: pairs.map(({ jwk }) => jwk) },
    sign: (claims, alg) => {
      const pair = pairs.find((one) => one.alg === alg)
      return new SignJWT(claims)
        .setProtectedHeader(pair ? { alg, kid: alg } : { alg })
        .setIssuedAt()
        .setExpirationTime("5m")
        .sign(pair?.privateKey ?? new TextEncoder().encode(CLIENT.clientSecret))
    },
  }
}
