import { crypto, equalStrings, toHex } from "../../crypto/index.ts"
import { parseJsonObject } from "../../web/json.ts"

export interface InfisicalWebhookOptions {
  /** The secret key of the webhook. */
  secret: string
  /** The header `x-infisical-signature`: `t=<milliseconds>;<hex>`. */
  signature: string | null | undefined
  /** The body as it came, before any parsing. */
  body: string
  /** Seconds that a webhook may be old or early. @default 300 */
  tolerance?: number
}

/**
 * Whether a webhook is Infisical's own and recent. The signature covers the body, which repeats the time; the time in
 * the header alone is signed by nobody.
 *
 * @example
 * ```ts
 * const body = await request.text()
 * const signature = request.headers.get("x-infisical-signature")
 * if (!(await verifyInfisicalWebhook({ secret, signature, body }))) return new Response(null, { status: 401 })
 * ```
 */
export async function verifyInfisicalWebhook(options: InfisicalWebhookOptions): Promise<boolean> {
  const { secret, signature, body, tolerance = 300 } = options
  const match = /^t=(\d{1,15});([0-9a-f]{64})$/.exec(signature ?? "")
  if (!match || secret === "") return false
  const expected = toHex(await crypto.hmacSha256(crypto.toUtf8(secret), body))
  if (!equalStrings(expected, match[2]!)) return false
  const signed = parseJsonObject(body)?.["timestamp"]
  if (String(signed) !== match[1]) return false
  return Math.abs(Date.now() - Number(match[1])) <= tolerance * 1000
}
