/**
 * Has the published packages write what their users have in their browsers: tokens, cookies and forms, into
 * `packages/latchkey/test/golden/published`. Run once for each version; what is written is never changed.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { installPublished } from "./pack-doors.mjs"
import { root } from "./run.mjs"

const folder = join(root, "packages/latchkey/test/golden/published")
const SECRETS = [
  "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk",
  "q9Lw2Zt7Vb4Xc6Nm8Pk1Hj3Gf5Ds0AaYyUuIiOoEeRr",
]
/** A hundred years in seconds: golden files don't expire. */
const maxAge = 3_155_760_000
const claims = {
  name: "Ada Lovelace",
  email: "ada@example.com",
  picture: null,
  sub: "7",
  role: "admin",
  ключ: ["значение", 1, true, null],
}
const long = { ...claims, filler: "0123456789".repeat(900) }
const form = { name: "Ada Lovelace", password: "right" }
const provider = {
  credentials: { name: {}, password: {} },
  authorize: ({ name }) => ({ id: "7", name, email: "ada@example.com" }),
}

async function ofCore(home) {
  const open = (file) => import(pathToFileURL(join(home, "node_modules/@auth/core", file)).href)
  const { Auth } = await open("index.js")
  const { encode } = await open("jwt.js")
  const { default: Credentials } = await open("providers/credentials.js")
  const tokens = []
  for (const salt of ["authjs.session-token", "__Secure-authjs.session-token", "custom"]) {
    for (const secret of [SECRETS[0], SECRETS, [SECRETS[1]]]) {
      const token = await encode({ token: claims, secret, salt, maxAge })
      tokens.push({ salt, secret: [secret].flat()[0], claims, token })
    }
  }
  const callbacks = { jwt: ({ token }) => ({ ...token, ...long }) }
  const base = "https://app.example/auth"
  const config = { secret: SECRETS[0], trustHost: true, basePath: "/auth", callbacks }
  const answer = (request) =>
    Auth(request, { ...config, session: { maxAge }, providers: [Credentials(provider)] })
  const csrf = await answer(new Request(`${base}/csrf`))
  const { csrfToken } = await csrf.json()
  const cookies = cookiesOf(csrf)
  const response = await answer(
    new Request(`${base}/callback/credentials`, {
      method: "POST",
      headers: { cookie: asHeader(cookies) },
      body: new URLSearchParams({ ...form, csrfToken }),
    }),
  )
  const session = only(cookiesOf(response), "session-token")
  return { tokens, csrf: { csrfToken, cookies: only(cookies, "csrf-token") }, session }
}

async function ofV4(home) {
  const require = createRequire(join(home, "package.json"))
  const { encode } = require("next-auth/jwt")
  const NextAuth = require("next-auth").default
  const Credentials = require("next-auth/providers/credentials").default
  const tokens = []
  for (const salt of ["", "custom"]) {
    for (const secret of SECRETS) {
      const token = await encode({ token: claims, secret, salt, maxAge })
      tokens.push({ salt, secret, claims, token })
    }
  }
  process.env.NEXTAUTH_URL = "https://app.example"
  const handler = NextAuth({
    secret: SECRETS[0],
    callbacks: { jwt: ({ token }) => ({ ...token, ...long }) },
    jwt: { maxAge },
    providers: [Credentials(provider)],
  })
  const csrf = await ask(handler, "GET", ["csrf"], {})
  const { csrfToken } = csrf.body
  const response = await ask(handler, "POST", ["callback", "credentials"], {
    cookies: csrf.cookies,
    body: { ...form, csrfToken },
  })
  const session = only(response.cookies, "session-token")
  return { tokens, csrf: { csrfToken, cookies: only(csrf.cookies, "csrf-token") }, session }
}

/** One request to a handler of the pages router. */
async function ask(handler, method, nextauth, { cookies = {}, body }) {
  const answer = { headers: {} }
  const res = {
    status: () => res,
    getHeader: (name) => answer.headers[name.toLowerCase()],
    setHeader: (name, value) => void (answer.headers[name.toLowerCase()] = value),
    send: (sent) => void (answer.body = sent),
    json: (sent) => void (answer.body = sent),
    end: () => {},
  }
  const headers = { host: "app.example" }
  const plain = Object.fromEntries(
    Object.entries(cookies).map(([name, value]) => [name, decodeURIComponent(value)]),
  )
  await handler({ method, headers, cookies: plain, query: { nextauth }, body }, res)
  const lines = [answer.headers["set-cookie"] ?? []].flat()
  const parsed = typeof answer.body === "string" ? JSON.parse(answer.body) : answer.body
  return { body: parsed, cookies: parse(lines) }
}

function cookiesOf(response) {
  return parse(response.headers.getSetCookie())
}

function parse(lines) {
  return Object.fromEntries(
    lines.map((line) => {
      const pair = line.split(";")[0]
      return [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]
    }),
  )
}

function only(cookies, part) {
  return Object.fromEntries(Object.entries(cookies).filter(([name]) => name.includes(part)))
}

function asHeader(cookies) {
  return Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join("; ")
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const homes = await installPublished()
  if (!homes) throw new Error("The published packages can't be had")
  mkdirSync(folder, { recursive: true })
  const written = {
    "auth-core-0.41.3.json": await ofCore(homes.v5),
    "next-auth-4.24.15.json": await ofV4(homes.v4),
  }
  for (const [name, content] of Object.entries(written)) {
    const text = `${JSON.stringify({ secrets: SECRETS, ...content }, null, 2)}\n`
    writeFileSync(join(folder, name), text)
  }
}
