import { type NextFetchEvent, NextRequest } from "next/server.js"
import type NextAuth from "latchkey/next"
import GitHub from "latchkey/providers/github"
import type { Contender } from "../../harness/contender.ts"
import { cookieHeader } from "../../floors/cookie.ts"
import { claimsOf, secretsOf } from "../../harness/row.ts"
import { type Passed, passed } from "./floor-wire.ts"
import { logger } from "../../harness/quiet.ts"

type Encode = typeof import("latchkey/jwt").encode

const event = { waitUntil() {} } as unknown as NextFetchEvent

/** The wrapper of one door. */
export function middlewareOf(
  note: string,
  name: string,
  make: typeof NextAuth,
  encode: Encode,
): Contender {
  return {
    note,
    async prepare(row) {
      const secret = secretsOf(1)
      const providers = [GitHub({ clientId: "id", clientSecret: "secret" })]
      const { auth } = make({ secret, providers, trustHost: true, logger })
      const token = await encode({ token: claimsOf(row.size), secret: secret[0]!, salt: name })
      const cookie = cookieHeader(name, token)
      let email: unknown
      const wrapped = auth((request) => {
        email = request.auth?.user?.email
      })
      return async (): Promise<Passed> => {
        const request = new NextRequest("https://app.example.com/page", { headers: { cookie } })
        const response = (await wrapped(request, event)) as Response
        return { email, response }
      }
    },
    read: (answer) => passed(answer as Passed),
  }
}
