import { crypto, toHex } from "../../crypto/index.ts"
import { type Parameter, percentEncode, type Signed, signatureBaseString } from "./base-string.ts"

/** A token and the secret that goes with it: temporary or lasting (RFC 5849 §1.1). */
export interface Credentials {
  readonly token: string
  readonly secret: string
}

/** Who signs: the application, and where there is a token, for its person. */
export interface Signers {
  readonly clientId: string
  readonly clientSecret: string
  readonly credentials?: Credentials | undefined
}

/** HMAC-SHA1 of the request, in base64 (RFC 5849 §3.4.2). */
export async function signature(
  signed: Signed,
  { clientSecret, credentials }: Omit<Signers, "clientId">,
): Promise<string> {
  const key = `${percentEncode(clientSecret)}&${percentEncode(credentials?.secret ?? "")}`
  const mac = await crypto.hmacSha1(crypto.toUtf8(key), signatureBaseString(signed))
  // 20 bytes: always 27 characters and one of padding.
  return `${crypto.toBase64url(mac).replaceAll("-", "+").replaceAll("_", "/")}=`
}

/**
 * The `Authorization` header of a request (RFC 5849 §3.5.1), with a timestamp and a nonce of its own.
 *
 * @param signed - its `parameters` are those of the form
 * @param more - protocol parameters of this step: `oauth_callback`, `oauth_verifier`
 */
export async function authorizationHeader(
  signed: Signed,
  signers: Signers,
  more: readonly Parameter[] = [],
): Promise<string> {
  const token = signers.credentials?.token
  const protocol: Parameter[] = [
    ...more,
    ["oauth_consumer_key", signers.clientId],
    // Letters and digits only, as some servers want it.
    ["oauth_nonce", toHex(crypto.randomBytes(16))],
    ["oauth_signature_method", "HMAC-SHA1"],
    ["oauth_timestamp", String(Math.floor(Date.now() / 1000))],
    ...(token === undefined ? [] : [["oauth_token", token] as const]),
    // Also for "1.0A": RFC 5849 §3.1 knows no other.
    ["oauth_version", "1.0"],
  ]
  const whole = { ...signed, parameters: [...signed.parameters, ...protocol] }
  const all = [...protocol, ["oauth_signature", await signature(whole, signers)] as const]
  return `OAuth ${all.map(([name, value]) => `${percentEncode(name)}="${percentEncode(value)}"`).join(", ")}`
}
