import { importPKCS8, SignJWT } from "jose"

export interface AppleClientSecretOptions {
  /** The Services ID, e.g. `com.example.web`. */
  clientId: string
  /** Ten characters; in the upper right corner of Apple's developer pages. */
  teamId: string
  /** Of the key for "Sign in with Apple". */
  keyId: string
  /** The content of the `.p8` file. Line breaks may be written as `\n`, as they are in many env files. */
  privateKey: string | (() => string | PromiseLike<string>)
  /** Lifetime of each JWT, in seconds. Apple allows 15,777,000 (six months). @default 3600 */
  maxAge?: number
}

const SIX_MONTHS_IN_SECONDS = 15_777_000

/**
 * Apple's client secret as a function: an ES256 JWT made when it is needed and kept until it is nearly over, so
 * that nobody has to renew it twice a year.
 *
 * @throws {TypeError} `maxAge` is more than Apple allows.
 * @example
 * ```ts
 * Apple({ clientId, clientSecret: appleClientSecret({ clientId, teamId, keyId, privateKey }) })
 * ```
 */
export function appleClientSecret(options: AppleClientSecretOptions): () => Promise<string> {
  const { clientId, teamId, keyId, privateKey, maxAge = 3600 } = options
  if (!(maxAge > 0 && maxAge <= SIX_MONTHS_IN_SECONDS)) {
    throw new TypeError("`maxAge` must be between 1 and 15777000 seconds (six months)")
  }
  let kept: { jwt: string; until: number } | undefined
  return async () => {
    const now = Math.floor(Date.now() / 1000)
    if (kept && now < kept.until) return kept.jwt
    const pem = typeof privateKey === "function" ? await privateKey() : privateKey
    const key = await importPKCS8(pem.replaceAll("\\n", "\n"), "ES256")
    const jwt = await new SignJWT()
      .setProtectedHeader({ alg: "ES256", kid: keyId })
      .setIssuer(teamId)
      .setSubject(clientId)
      .setAudience("https://appleid.apple.com")
      .setIssuedAt(now)
      .setExpirationTime(now + maxAge)
      .sign(key)
    kept = { jwt, until: now + maxAge - Math.min(60, maxAge / 2) }
    return jwt
  }
}
