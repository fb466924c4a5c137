import type { SecurityEvent } from "../../contracts/security-events.ts"
import { retryAfterOf, uncached } from "../../web/outgoing.ts"
import { messageOf } from "./message.ts"
import { keysOf, signature, type WebhookSecret } from "./secret.ts"

/** What became of one attempt. */
export type Sent =
  | { readonly as: "arrived" }
  /** 410: the receiver wants no more, ever. */
  | { readonly as: "gone" }
  /** The receiver has something against this message; others may go. */
  | { readonly as: "refused"; readonly why: string }
  /** The receiver is not there, or overburdened. */
  | { readonly as: "away"; readonly why: string; readonly retryAfter: number }

export interface Target {
  readonly url: string
  readonly secret: WebhookSecret
  /** Milliseconds that the receiver has to answer. */
  readonly timeout: number
  readonly fetch: typeof fetch
}

/** Sends one event. Reads nothing of the answer but its status and `Retry-After`, and follows it nowhere. */
export async function send(target: Target, event: SecurityEvent): Promise<Sent> {
  let response: Response
  try {
    response = await target.fetch(target.url, await requestOf(target, event))
  } catch (error) {
    return { as: "away", why: nameOf(error), retryAfter: 0 }
  }
  await response.body?.cancel().catch(() => {})
  const { status } = response
  if (status >= 200 && status < 300) return { as: "arrived" }
  if (status === 410) return { as: "gone" }
  const isOurs = status >= 400 && status < 500 && status !== 408 && status !== 429
  // An answer whose redirect was not followed has status 0 in browsers' runtimes.
  const why = status === 0 || (status >= 300 && status < 400) ? "a redirect" : String(status)
  if (isOurs) return { as: "refused", why }
  const asked = (retryAfterOf(response.headers) ?? 0) * 1000
  return { as: "away", why, retryAfter: Math.min(LONGEST, asked) }
}

async function requestOf({ secret, timeout }: Target, event: SecurityEvent): Promise<RequestInit> {
  const body = JSON.stringify(messageOf(event))
  // The time is that of the attempt: receivers refuse old ones.
  const seconds = Math.floor(Date.now() / 1000)
  const keys = await keysOf(secret)
  const signatures = await Promise.all(
    keys.map((key) => signature(key, { id: event.id, seconds, body })),
  )
  return {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "user-agent": "latchkey",
      "webhook-id": event.id,
      "webhook-timestamp": String(seconds),
      "webhook-signature": signatures.join(" "),
    },
    body,
    redirect: "manual",
    ...uncached(),
    signal: AbortSignal.timeout(timeout),
  }
}

/** What went wrong, by a name: messages of runtimes quote the address, and its path may be a secret. */
function nameOf(error: unknown): string {
  const { name, cause } = (error ?? {}) as { name?: unknown; cause?: { code?: unknown } }
  const code = cause?.code ?? name
  return typeof code === "string" && /^\w{1,64}$/.test(code) ? code : "Error"
}

/** Milliseconds that a receiver is waited for at the most, whatever it says. */
const LONGEST = 3_600_000
