import { candidates } from "../../session/chunks.ts"
import { parseCookies } from "../../web/cookie.ts"

export interface SessionToken {
  /** The cookie's name, which is part of the key. */
  readonly name: string
  readonly token: string
}

const NAMES = ["authjs", "next-auth"].flatMap((name) =>
  ["__Secure-", "__Host-", ""].map((prefix) => `${prefix}${name}.session-token`),
)

/** A JWE with `alg: dir` (RFC 7516 §7.1): nothing stands between the first two dots. */
const TOKEN = /^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/

/**
 * The session tokens in what someone has copied: a `Cookie` header, one `name=value`, the pieces of a large cookie, or
 * a bare token, which may be of any of the usual names.
 */
export function readCookies(text: string): SessionToken[] {
  const line = text
    .replaceAll(/[\r\n]+/g, "; ")
    .replace(/^\s*(?:set-)?cookie:/i, "")
    .trim()
    .replace(/;$/, "")
  if (TOKEN.test(line)) return NAMES.map((name) => ({ name, token: line }))
  const jar = parseCookies(line)
  const names = new Set([...jar.names()].map((name) => name.replace(/\.\d$/, "")))
  return [...names].flatMap((name) =>
    (candidates(jar, name)?.values ?? [])
      .filter((value) => TOKEN.test(value))
      .map((token) => ({ name, token })),
  )
}
