import { exportJWK, generateKeyPair, type JWK } from "jose"

export interface OpKey {
  readonly kid: string
  readonly alg: string
  readonly privateKey: CryptoKey
  readonly jwk: JWK
}

export async function makeKey(kid: string, alg = "RS256"): Promise<OpKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: "sig" }
  return { kid, alg, privateKey, jwk }
}

/** Making an RSA key is slow: one set does for a file. `forged` says it is `rsa`, and is not. */
export interface OpKeys {
  readonly rsa: OpKey
  readonly second: OpKey
  readonly ec: OpKey
  readonly pss: OpKey
  readonly forged: OpKey
}

export async function makeKeys(): Promise<OpKeys> {
  const [rsa, second, ec, pss, forged] = await Promise.all([
    makeKey("one"),
    makeKey("two"),
    makeKey("curve", "ES256"),
    makeKey("pss", "PS256"),
    makeKey("one"),
  ])
  return { rsa, second, ec, pss, forged }
}

export const base64url = (value: string | object): string =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url")

/** Half a SHA-256, as `at_hash`, `c_hash` and `s_hash` are (OpenID Connect Core §3.1.3.6). */
export async function halfHash(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))
  return Buffer.from(hash.slice(0, 16)).toString("base64url")
}
