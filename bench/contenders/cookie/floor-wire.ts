import type { Contender } from "../../harness/contender.ts"
import { claimsOf, secretsOf } from "../../harness/row.ts"
import { cookieHeader, cookieValue } from "../../floors/cookie.ts"
import { openWire, sealWire, wireKey } from "../../floors/wire.ts"

const NAME = "__Secure-authjs.session-token"

/** By hand: the token of Auth.js 5. `GET /session` seals it anew and sets the cookie, as Auth.js does. */
export const contender: Contender = {
  note: "Auth.js 5's format by hand (A256CBC-HS512)",
  async prepare(row) {
    const keys = secretsOf(row.secrets).map((secret) => wireKey(secret, NAME))
    const oldest = keys.at(-1)!
    const token = sealWire(oldest, claimsOf(row.size), Date.now())
    const open = (value: string): Record<string, unknown> | null => {
      const header = value.slice(0, value.indexOf("."))
      const key = keys.find((one) => one.header === header)
      return key ? openWire(key, value, Date.now()) : null
    }
    if (row.kind === "decode") return () => open(token)
    const request = new Request("https://app.example.com/auth/session", {
      headers: { cookie: cookieHeader(NAME, token) },
    })
    const check = (): Record<string, unknown> | null => {
      const value = cookieValue(request.headers.get("cookie")!, NAME)
      return value === undefined ? null : open(value)
    }
    if (row.kind !== "handler") return check
    return () => {
      const claims = check()
      if (!claims) return Response.json(null)
      const { name, email, picture: image } = claims
      const fresh = sealWire(keys[0]!, claims, Date.now())
      const session = {
        user: { name, email, image },
        expires: new Date(Date.now() + 2_592_000_000),
      }
      const headers = new Headers({ "cache-control": "private, no-store" })
      for (const part of cookieHeader(NAME, fresh).split("; ").slice(1, -1)) {
        headers.append("set-cookie", `${part}; Path=/; HttpOnly; Secure; SameSite=Lax`)
      }
      return Response.json(session, { headers })
    }
  },
  async read(answer, row) {
    if (row.kind !== "handler") return (answer as { email?: string } | null)?.email
    return ((await (answer as Response).json()) as { user?: { email?: string } }).user?.email
  },
}
