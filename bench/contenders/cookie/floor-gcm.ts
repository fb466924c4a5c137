import type { Contender } from "../../harness/contender.ts"
import { claimsOf, type Row, secretsOf } from "../../harness/row.ts"
import { cookieHeader, cookieValue } from "../../floors/cookie.ts"
import { gcmKey, openGcm, sealGcm } from "../../floors/gcm.ts"

const NAME = "__Host-session"

/** By hand: AES-256-GCM, one key derived once, JSON. Compatible with nothing; the physical limit. */
export const contender: Contender = {
  note: "AES-256-GCM by hand, compatible with nothing",
  async prepare(row) {
    const keys = secretsOf(row.secrets).map((secret, n) => gcmKey(secret, `k${n}`))
    const token = sealGcm(keys.at(-1)!, claimsOf(row.size))
    const request = new Request("https://app.example.com/auth/session", {
      headers: { cookie: cookieHeader(NAME, token) },
    })
    const check = (): Record<string, unknown> | null => {
      const value = cookieValue(request.headers.get("cookie")!, NAME)
      return value === undefined ? null : openGcm(keys, value)
    }
    if (row.kind === "decode") return () => openGcm(keys, token)
    return row.kind === "handler" ? () => Response.json(check()) : check
  },
  read: readClaims,
}

/** By the claims themselves, or by a response of them. */
async function readClaims(answer: unknown, row: Row): Promise<string | undefined> {
  const claims = row.kind === "handler" ? await (answer as Response).json() : answer
  return (claims as { email?: string } | null)?.email
}
