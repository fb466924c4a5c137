/** Why an address was refused. Safe to show: it holds nothing of the address. */
export type EmailRefusal =
  | "type"
  | "length"
  | "at-count"
  | "control-or-space"
  | "non-ascii"
  | "local"
  | "domain"
  | "idn"

/** The one spelling of an address that is stored, compared and written to; or why there is none. */
export type ParsedEmail =
  | { readonly ok: true; readonly email: string }
  | { readonly ok: false; readonly reason: EmailRefusal }

/** RFC 5321 §4.5.3.1.3, less the angle brackets. */
const MAX_LENGTH = 254
/** RFC 5321 §4.5.3.1.1. */
const MAX_LOCAL = 64

/**
 * A dot-atom (RFC 5322 §3.2.3) without the characters that some mailer gives a meaning: `%` and `!` (routes), `=` and
 * `?` (encoded words), `|`, `/` and the backtick (pipes and files), and a leading hyphen (an option).
 */
const localGrammar = /^(?!-)[a-z0-9#$&'*+^_{}~-]+(?:\.[a-z0-9#$&'*+^_{}~-]+)*$/
/** Letters, digits and hyphens (RFC 5321 §2.3.5), at least two labels; the last isn't a number, as an address's would be. */
const domainGrammar =
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * Reads an e-mail address, strictly: what two mailers could deliver to two places isn't one (ADV-AJ07, ADV-AJ11,
 * ADV-AJ12). Mail goes to the result, never to what was typed.
 *
 * @example
 * ```ts
 * parseEmail(" User@Example.com ") // { ok: true, email: "user@example.com" }
 * parseEmail("a@x.com,b@y.com") // { ok: false, reason: "at-count" }
 * ```
 */
export function parseEmail(input: unknown): ParsedEmail {
  if (typeof input !== "string") return refuse("type")
  const text = trimSpaces(input)
  if (text.length > MAX_LENGTH) return refuse("length")
  if (/[^!-~\u0080-\uffff]/.test(text)) return refuse("control-or-space")
  if (/[\u0080-\uffff]/.test(text)) return refuse("non-ascii")

  const at = text.indexOf("@")
  if (at < 1 || at === text.length - 1 || at !== text.lastIndexOf("@")) return refuse("at-count")
  const email = text.toLowerCase()
  if (at > MAX_LOCAL) return refuse("length")
  if (!localGrammar.test(email.slice(0, at))) return refuse("local")
  const domain = email.slice(at + 1)
  if (!domainGrammar.test(domain)) return refuse("domain")
  // A homograph looks like a domain that it isn't (RFC 5891 §4.4).
  if (/(?:^|\.)xn--/.test(domain)) return refuse("idn")
  return { ok: true, email }
}

/** Spaces only: what else looks like a blank has no business around an address. */
function trimSpaces(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && text.charCodeAt(from) === 0x20) from++
  while (to > from && text.charCodeAt(to - 1) === 0x20) to--
  return text.slice(from, to)
}

function refuse(reason: EmailRefusal): ParsedEmail {
  return { ok: false, reason }
}
