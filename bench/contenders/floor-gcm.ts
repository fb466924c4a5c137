import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto"
import type { Contender } from "../harness/contender.ts"
import { claimsOf, type Row, secretsOf } from "../harness/row.ts"
import { cookieHeader, cookieValue } from "../floors/cookie.ts"

const NAME = "__Host-session"

/** By hand: AES-256-GCM, one key derived once, JSON. Compatible with nothing; the physical limit. */
export const contender: Contender = {
  name: "floor: GCM",
  note: "AES-256-GCM by hand, compatible with nothing",
  async prepare(row) {
    const keys = secretsOf(row.secrets).map((secret) =>
      Buffer.from(hkdfSync("sha256", secret, "floor", "", 32)),
    )
    const kids = keys.map((_, n) => `k${n}`)
    const oldest = keys.length - 1
    const seal = (claims: object): string => {
      const iv = randomBytes(12)
      const cipher = createCipheriv("aes-256-gcm", keys[oldest]!, iv)
      const exp = Math.floor(Date.now() / 1000) + 2_592_000
      const text = cipher.update(JSON.stringify({ ...claims, exp }), "utf8", "base64url")
      const sealed = text + cipher.final("base64url")
      const tag = cipher.getAuthTag().toString("base64url")
      return `${kids[oldest]}.${iv.toString("base64url")}.${sealed}.${tag}`
    }
    const open = (token: string): Record<string, unknown> | null => {
      const [kid, iv, sealed, tag] = token.split(".")
      const key = keys[kids.indexOf(kid!)]
      if (!key) return null
      const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv!, "base64url"))
      decipher.setAuthTag(Buffer.from(tag!, "base64url"))
      const text = decipher.update(sealed!, "base64url", "utf8") + decipher.final("utf8")
      const claims = JSON.parse(text) as Record<string, unknown>
      return (claims["exp"] as number) > Date.now() / 1000 ? claims : null
    }
    const token = seal(claimsOf(row.size))
    const request = new Request("https://app.example.com/auth/session", {
      headers: { cookie: cookieHeader(NAME, token) },
    })
    const check = (): Record<string, unknown> | null => {
      const value = cookieValue(request.headers.get("cookie")!, NAME)
      return value === undefined ? null : open(value)
    }
    if (row.kind === "decode") return () => open(token)
    return row.kind === "handler" ? () => Response.json(check()) : check
  },
  read: readClaims,
}

/** By the claims themselves, or by a response of them. */
async function readClaims(answer: unknown, row: Row): Promise<string | undefined> {
  const claims = row.kind === "handler" ? await (answer as Response).json() : answer
  return (claims as { email?: string } | null)?.email
}
