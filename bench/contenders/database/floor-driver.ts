import type { Contender } from "../../harness/contender.ts"
import { cookieHeader, cookieValue } from "../../floors/cookie.ts"
import { inTurn, storedToken, untagged } from "../../databases/million.ts"
import { joinOf, openDatabase } from "../../databases/open.ts"

const NAME = "session"

/** The cookie and the one query, prepared once; `GET /session` answers what it found. */
export const contender: Contender = {
  note: "the cookie and the query by hand",
  async prepare(row) {
    const opened = await openDatabase(row)
    if (!opened) return undefined
    const join = joinOf(opened)
    const next = inTurn((n) => cookieHeader(NAME, storedToken(n)))
    if (row.kind === "check") return () => join(cookieValue(next(), NAME)!)
    return async () => {
      const { name, email, image, expires } = await join(cookieValue(next(), NAME)!)
      return Response.json({ user: { name, email, image }, expires: new Date(expires as never) })
    }
  },
  async read(answer, row) {
    if (row.kind === "check") return untagged((answer as { email: string }).email)
    const session = (await (answer as Response).json()) as { user: { email: string } }
    return untagged(session.user.email)
  },
}
