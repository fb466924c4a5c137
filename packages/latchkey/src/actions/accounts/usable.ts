import { ConsentRequired } from "../../errors.ts"
import type { AdapterAccount } from "../../contracts/adapter.ts"

/** A provider's access token, ready to be sent. */
export interface AccessToken {
  readonly accessToken: string
  /** When it ends, where the provider said so. */
  readonly expiresAt?: Date
  /** Space-separated scopes, where it is known what was granted. */
  readonly scope?: string
  /** How it is sent (RFC 6749 §7.1). */
  readonly tokenType: string
}

/** Milliseconds since the epoch; undefined where it does not end. Some stores answer big numbers as text. */
export function endOf({ expires_at }: AdapterAccount): number | undefined {
  if (expires_at === undefined || expires_at === null) return undefined
  const seconds = Number(expires_at)
  // What can't be read is over: a token too old is refused, one refreshed too early is not.
  return Number.isFinite(seconds) ? seconds * 1000 : 0
}

/** The account's access token, if it lives for `margin` milliseconds more. */
export function livingToken(account: AdapterAccount, margin: number): AccessToken | null {
  const { access_token, token_type, scope } = account
  if (typeof access_token !== "string" || access_token === "") return null
  const end = endOf(account)
  if (end !== undefined && end - margin <= Date.now()) return null
  return {
    accessToken: access_token,
    ...(end !== undefined && { expiresAt: new Date(end) }),
    ...(typeof scope === "string" && scope !== "" && { scope: scopesOf(scope).join(" ") }),
    tokenType: token_type || "bearer",
  }
}

/** Scopes by blanks (RFC 6749 §3.3), or by commas as GitHub and others write them. */
export function scopesOf(text: string | readonly string[]): string[] {
  const texts = typeof text === "string" ? [text] : text
  return texts.flatMap((one) => one.split(/[\s,]+/)).filter((scope) => scope !== "")
}

/**
 * Ensure all that is asked for was granted. A provider that says nothing has granted what it was asked for
 * (RFC 6749 §5.1).
 *
 * @throws ConsentRequired
 */
export function assertScope(
  { provider, scope }: AdapterAccount,
  configured: string | undefined,
  wanted: readonly string[],
): void {
  const granted = new Set(scopesOf(scope || configured || ""))
  const missing = wanted.filter((one) => !granted.has(one))
  if (missing.length === 0) return
  throw new ConsentRequired(
    `The account at ${provider} was not asked for the scope ${missing.join(" ")}: sign in there with it`,
    { provider, reason: "scope", scope: missing },
  )
}
