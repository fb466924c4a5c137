import NextAuth from "latchkey/next"
import type { Checked } from "../load/checked.ts"
import { config, server as own } from "./latchkey-own.ts"

const { auth } = NextAuth(config)

export const server: Checked = {
  note: "own format, auth(req, res)",
  cookie: own.cookie,
  check: async (request, response) =>
    (await auth(request as never, response as never))?.user?.email,
}
