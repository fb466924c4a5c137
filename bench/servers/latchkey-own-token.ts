import { getToken } from "latchkey/jwt"
import type { Checked } from "../load/checked.ts"
import { config, server as own } from "./latchkey-own.ts"

const { secret } = config

export const server: Checked = {
  note: "own format, getToken({ req })",
  cookie: own.cookie,
  check: async (req) => (await getToken({ req, secret, secureCookie: true }))?.email,
}
