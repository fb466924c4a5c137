import { createRequire } from "node:module"
import process from "node:process"
import { cookie, done, secret } from "./done.mjs"

const require = createRequire(import.meta.url)
process.env.NEXTAUTH_URL = "https://app.example.com"
const { default: NextAuth } = require("next-auth")
const { default: GitHub } = require("next-auth/providers/github")

const options = { secret, providers: [GitHub({ clientId: "id", clientSecret: "secret" })] }
const cookies = Object.fromEntries(cookie.split("; ").map((pair) => pair.split("=")))
const query = { nextauth: ["session"] }
const request = { method: "GET", url: "/api/auth/session", headers: {}, cookies, query }
const response = {
  setHeader() {},
  getHeader() {},
  status: () => response,
  end() {},
  send: (body) => done(body?.user?.email),
  json: (body) => done(body?.user?.email),
}
await NextAuth(request, response, options)
