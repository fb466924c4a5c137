import type { SecurityEventSink } from "../contracts/security-events.ts"
import { crypto, toHex } from "../crypto/index.ts"
import { sharedMemo } from "../crypto/memo.ts"
import { parseUrl } from "../web/host.ts"
import { isLoopbackUrl } from "../web/origin.ts"
import type { Outbox } from "./outbox.ts"
import { Courier, type CourierOptions } from "./webhook/courier.ts"
import { memoryOutbox } from "./webhook/memory-outbox.ts"
import { keysOfGiven, type WebhookSecret } from "./webhook/secret.ts"

export interface WebhookOptions {
  /**
   * What messages are signed with: `whsec_` and 24 to 64 random bytes in base64. Of several, which each message is
   * signed with, the newest comes first. A function is asked before each message.
   */
  readonly secret: WebhookSecret
  /**
   * A table of events to deliver from: what is written there arrives at least once, on however many instances, though
   * one dies. Without it events wait in memory, and end with the process.
   */
  readonly outbox?: { readonly outbox: Outbox }
  /** Events that wait in memory; further ones are dropped, and counted. @default 1000 */
  readonly queue?: number
  /** Seconds that the receiver has to answer. @default 10 */
  readonly timeout?: number
  /** Seconds until the first retry; each further one takes twice as long. @default 1 */
  readonly firstRetry?: number
  /** Seconds between two retries at the most. @default 300 */
  readonly longestRetry?: number
  /** Seconds after which an event that does not arrive is dropped, and counted. @default 86400 */
  readonly giveUpAfter?: number
  /** In the place of the runtime's own, e.g. to go through a proxy. */
  readonly fetch?: typeof fetch
}

/** A webhook that security events go to. */
export interface Webhook extends SecurityEventSink {
  /**
   * Sends what waits, for at most so many seconds, 5 if none are given, and answers how much waits still. For
   * `waitUntil` of a serverless platform; and at the start, where an outbox may hold what another process has left.
   */
  flush(seconds?: number): Promise<number>
}

/**
 * Sends security events to a URL, one by one, signed as Standard Webhooks has it: `webhook-id`, which is the id of the
 * event, `webhook-timestamp` and `webhook-signature`. Sign-in does not wait for the receiver. What fails is sent again,
 * later and later; 410 ends it. Redirects are not followed. The same URL gives the same queue.
 *
 * @throws TypeError where the URL is not https (http is for loopback only), or holds a password; where the secret is none
 * @example
 * ```ts
 * const audit = webhook("https://audit.example.com/auth", { secret: process.env.AUDIT_SECRET! })
 * ```
 */
export function webhook(url: string, options: WebhookOptions): Webhook {
  const target = targetOf(url)
  if (typeof options.secret !== "function") keysOfGiven(options.secret)
  const couriers = sharedMemo("webhooks", () => new Couriers())
  const { hostname, href } = target
  const name = `webhook:${hostname}`
  return {
    name,
    write: async (event, { logger }) => (await couriers.of(href, name, options)).add(event, logger),
    flush: async (seconds = 5) => (await couriers.of(href, name, options)).flush(seconds * 1000),
  }
}

/** By URL: the configuration may be made anew on each request. Shows nothing of what it holds. */
class Couriers {
  readonly #all = new Map<string, Courier>()
  readonly #memories = new Map<string, Outbox>()

  async of(url: string, name: string, options: WebhookOptions): Promise<Courier> {
    const hook = toHex(await crypto.sha256(url)).slice(0, 32)
    const given = this.#options(url, { name, hook }, options)
    const known = this.#all.get(url)
    if (known) {
      // A secret that was changed counts from now on.
      known.options = given
      return known
    }
    const made = new Courier(given)
    this.#all.set(url, made)
    return made
  }

  #options(
    url: string,
    about: Pick<CourierOptions, "name" | "hook">,
    options: WebhookOptions,
  ): CourierOptions {
    const { secret, outbox, queue = 1000, timeout = 10, giveUpAfter = 86_400 } = options
    const { firstRetry = 1, longestRetry = 300, fetch = globalThis.fetch } = options
    return {
      ...about,
      url,
      secret,
      fetch,
      outbox: outbox?.outbox ?? this.#memory(url, queue),
      timeout: timeout * 1000,
      firstRetry: firstRetry * 1000,
      longestRetry: longestRetry * 1000,
      giveUpAfter: giveUpAfter * 1000,
    }
  }

  #memory(url: string, queue: number): Outbox {
    const known = this.#memories.get(url) ?? memoryOutbox(queue)
    this.#memories.set(url, known)
    return known
  }
}

function targetOf(text: string): URL {
  const url = parseUrl(text)
  const isSafe = url?.protocol === "https:" || (url !== undefined && isLoopbackUrl(url))
  if (url && isSafe && url.username === "" && url.password === "") return url
  throw new TypeError(
    "A webhook has an https URL without a user name or password; http is for this machine only.",
  )
}

export { verifyWebhook, WebhookVerificationError } from "./webhook/verify.ts"
export type { VerifyWebhookOptions } from "./webhook/verify.ts"
export type { WebhookMessage } from "./webhook/message.ts"
export type { WebhookSecret } from "./webhook/secret.ts"
