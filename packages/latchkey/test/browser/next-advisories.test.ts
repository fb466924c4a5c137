/**
 * Ways around a middleware that were published of Next.js, against pages of a real application: one guards itself where
 * it reads the session, one is guarded by the proxy alone.
 */
import { randomBytes } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { sessionCookie, signInAsAda, startBrowser } from "./support/browser.ts"
import { type DemoApp, startDemo } from "./support/demo-app.ts"
import { folder } from "./support/folder.ts"

let app: DemoApp
let build: string
let cookie: string
beforeAll(async () => {
  app = await startDemo({
    mode: "start",
    env: { AUTH_SECRET: randomBytes(32).toString("base64"), DEMO_KEYS: "static" },
  })
  build = readFileSync(join(folder, ".next/BUILD_ID"), "utf8").trim()
  const browser = await startBrowser()
  const page = await (await browser.newContext()).newPage()
  await signInAsAda(page, app.url)
  const { name, value } = (await sessionCookie(page.context()))!
  cookie = `${name}=${value}`
  await browser.close()
})
afterAll(() => app?.stop())

/** What only the signed-in may read, on either page. */
const inside = /Guarded by a server component|The page itself checks nothing|Ada Lovelace/

async function read(path: string, init: RequestInit = {}): Promise<string> {
  const answer = await fetch(`${app.url}${path}`, { redirect: "manual", ...init })
  expect(answer.status, path).toBeLessThan(500)
  return answer.text()
}

async function expectClosed(path: string, init: RequestInit = {}): Promise<void> {
  expect(await read(path, init), path).not.toMatch(inside)
}

const pages = ["/protected", "/protected-by-proxy"]

it.each(pages)("%s is open to who is signed in, and closed to a stranger", async (path) => {
  expect(await read(path, { headers: { cookie } })).toMatch(inside)
  await expectClosed(path)
})

/** @see ADV-NX01 */
describe("ADV-NX01: a header that Next.js sends to itself", () => {
  const five = (name: string): string => Array.from({ length: 5 }, () => name).join(":")
  const values = ["middleware", "src/middleware", "proxy", "src/proxy", "pages/_middleware"]

  it.each(values.flatMap((name) => [name, five(name)]))("skips no guard: %s", async (value) => {
    const headers = { "x-middleware-subrequest": value }
    for (const path of pages) {
      await expectClosed(path, { headers })
      await expectClosed(path, { headers, method: "POST" })
    }
    expect(await read("/api/auth/session", { headers })).toBe("null")
  })
})

/** @see ADV-NX02, ADV-SD08 */
describe("ADV-NX02: another spelling of a path", () => {
  const spellings = (path: string): string[] => {
    const name = path.slice(1)
    return [
      `//${name}`,
      `/./${name}`,
      `/x/../${name}`,
      `/%2e/${name}`,
      `/..;/${name}`,
      `/${name};v=1`,
      `/${name}/`,
      `/${name}//`,
      `/${name.toUpperCase()}`,
      `/%70${name.slice(1)}`,
      `/${name}%2f`,
      `/${name}%5c`,
      `/${name}%00`,
      `/${name}%20`,
      `/${name}%0a`,
      `/${name}.json`,
      `/api/auth/session/..%2f..%2f..%2f${name}`,
    ]
  }

  it.each(pages.flatMap(spellings))("opens nothing: %s", (path) => expectClosed(path))

  it.each(["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"])("nor does %s", async (method) => {
    for (const path of pages) {
      await expectClosed(path, { method, headers: { "x-http-method-override": "GET" } })
    }
  })
})

/** @see ADV-NX03 */
describe("ADV-NX03: the data of a page, without the page", () => {
  const asked = (path: string): [string, Record<string, string>][] => [
    [`${path}.rsc`, {}],
    [path, { rsc: "1" }],
    [`${path}?_rsc=1`, { rsc: "1", "next-router-prefetch": "1" }],
    [`${path}?_rsc=1`, { rsc: "1", "next-router-segment-prefetch": "/_tree" }],
    [`${path}.segments/_tree.segment.rsc`, {}],
    [`${path}.segments/${path.slice(1)}/__PAGE__.segment.rsc`, {}],
    [`${path}.prefetch.rsc`, {}],
    [`/_next/data/BUILD${path}.json`, { "x-nextjs-data": "1" }],
  ]

  it.each(pages.flatMap(asked))("is closed as well: %s %o", (path, headers) =>
    expectClosed(path.replace("BUILD", build), { headers, redirect: "follow" }),
  )

  it("is there for who is signed in", async () => {
    // Next.js leads to the address that carries its own mark of these headers.
    const headers = { cookie, rsc: "1" }
    expect(await read("/protected", { headers, redirect: "follow" })).toMatch(inside)
  })
})

/** @see ADV-NX04 */
it.each([
  "nxtPpath=x",
  "nxtPid=ada",
  "nxtIlocale=en",
  "__nextLocale=en",
  "x-matched-path=/protected",
])("ADV-NX04: a parameter of Next.js's own opens nothing: %s", async (query) => {
  for (const path of pages) await expectClosed(`${path}?${query}`)
  await expectClosed(`/?${query}`, { headers: { "x-matched-path": "/protected" } })
})

/** @see ADV-NX05 */
it.each([
  "/en/protected",
  "/_next/data/BUILD/en/protected.json",
  "/_next/data/BUILD/protected.json?__nextLocale=en",
])("ADV-NX05: a path with a language, or without one, opens nothing: %s", async (path) => {
  await expectClosed(path.replace("BUILD", build), { headers: { "x-nextjs-data": "1" } })
  await expectClosed(path.replace("BUILD", build).replace("protected", "protected-by-proxy"))
})
