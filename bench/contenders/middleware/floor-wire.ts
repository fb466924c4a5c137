import { NextRequest, NextResponse } from "next/server.js"
import type { Contender } from "../../harness/contender.ts"
import { claimsOf, secretsOf } from "../../harness/row.ts"
import { cookieHeader, cookieValue } from "../../floors/cookie.ts"
import { openWire, sealWire, wireKey } from "../../floors/wire.ts"

const NAME = "__Secure-authjs.session-token"

/** By hand: the token is opened and sealed anew, as Auth.js does around each handler. */
export const contender: Contender = {
  note: "by hand, sealed anew",
  async prepare(row) {
    const key = wireKey(secretsOf(1)[0]!, NAME)
    const token = sealWire(key, claimsOf(row.size), Date.now())
    const cookie = cookieHeader(NAME, token)
    return () => {
      const request = new NextRequest("https://app.example.com/page", { headers: { cookie } })
      const value = cookieValue(request.headers.get("cookie")!, NAME)!
      const claims = openWire(key, value, Date.now())!
      const response = NextResponse.next()
      for (const part of cookieHeader(NAME, sealWire(key, claims, Date.now()))
        .split("; ")
        .slice(1, -1)) {
        response.headers.append("set-cookie", `${part}; Path=/; HttpOnly; Secure; SameSite=Lax`)
      }
      return { email: claims["email"], response }
    }
  },
  read: (answer) => passed(answer as Passed),
}

/** What a wrapped handler saw, and what came of it. */
export interface Passed {
  readonly email: unknown
  readonly response: Response
}

/** Who it was, if the request may go on. */
export function passed({ email, response }: Passed): string | undefined {
  return response.headers.get("x-middleware-next") === "1" ? String(email) : undefined
}
