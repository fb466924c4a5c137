import { equalStrings } from "../../crypto/index.ts"
import type { WebhookMessage } from "./message.ts"
import { keysOf, signature, type WebhookSecret } from "./secret.ts"

/** A request that is not a message of ours, or an old one. Answer 400, and say no more. */
export class WebhookVerificationError extends Error {
  override name = "WebhookVerificationError"
  readonly reason: "headers" | "timestamp" | "signature" | "body"

  constructor(reason: WebhookVerificationError["reason"]) {
    super(`The webhook was refused for its ${reason}.`)
    this.reason = reason
  }
}

export interface VerifyWebhookOptions {
  /** Seconds by which the time of the message may differ from ours, in either direction. @default 300 */
  readonly tolerance?: number
}

/** Signatures in one header: one for each secret while it changes. */
const MAX_SIGNATURES = 16

/**
 * Reads a message that {@link webhook} sent, once its signature and its time are proved. It may come more than once:
 * its `data.id` tells.
 *
 * @param request - The request, or its headers and its body as text, exactly as it came.
 * @throws WebhookVerificationError; TypeError where the secret is none
 * @example
 * ```ts
 * export async function POST(request: Request) {
 *   const { data } = await verifyWebhook(request, process.env.AUDIT_SECRET!)
 *   await store(data.id, data)
 *   return new Response(null, { status: 204 })
 * }
 * ```
 */
export async function verifyWebhook(
  request: Pick<Request, "headers" | "text">,
  secret: WebhookSecret,
  { tolerance = 300 }: VerifyWebhookOptions = {},
): Promise<WebhookMessage> {
  const { headers } = request
  const id = headers.get("webhook-id")
  const timestamp = headers.get("webhook-timestamp") ?? ""
  const given = headers.get("webhook-signature")
  if (!id || !given || !/^\d{1,12}$/.test(timestamp)) throw new WebhookVerificationError("headers")
  const seconds = Number(timestamp)
  if (!(Math.abs(Date.now() / 1000 - seconds) <= tolerance)) {
    throw new WebhookVerificationError("timestamp")
  }
  const body = await request.text()
  const signatures = given.split(" ").slice(0, MAX_SIGNATURES)
  let proved = false
  for (const key of await keysOf(secret)) {
    const expected = await signature(key, { id, seconds, body })
    for (const each of signatures) proved = equalStrings(expected, each) || proved
  }
  if (!proved) throw new WebhookVerificationError("signature")
  return parsed(body, id)
}

function parsed(body: string, id: string): WebhookMessage {
  let message: Partial<WebhookMessage> | null
  try {
    message = JSON.parse(body) as Partial<WebhookMessage> | null
  } catch {
    throw new WebhookVerificationError("body")
  }
  if (message?.data?.id !== id) throw new WebhookVerificationError("body")
  return message as WebhookMessage
}
