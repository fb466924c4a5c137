import { createRequire } from "node:module"
import { cookie, done, secret } from "./done.mjs"

const { getToken } = createRequire(import.meta.url)("next-auth/jwt")
const cookies = Object.fromEntries(cookie.split("; ").map((pair) => pair.split("=")))
done((await getToken({ req: { cookies, headers: {} }, secret, secureCookie: true }))?.email)
