/** Names that reach prototypes: no effect, and never a 500. */
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { afterEach, beforeAll, describe, expect, it } from "vitest"
import { methodOf, sendRaw, sendTo } from "./support/requests.ts"
import { routeRows } from "./support/routes-table.ts"
import { BASE_PATH, doors, ORIGIN, type Site, siteOf, type Visitor } from "./support/site.ts"

const posts = routeRows.filter((row) => methodOf(row) === "POST")
const builtIns = [
  Object,
  Array,
  Function,
  String,
  Number,
  Boolean,
  Map,
  Set,
  Promise,
  RegExp,
  Date,
  Error,
  Request,
  Response,
  Headers,
  URL,
]
const shapes = (): string[] =>
  builtIns.map(({ prototype }) =>
    Reflect.ownKeys(prototype as object)
      .map(String)
      .join(","),
  )
const before = shapes()
afterEach(() => {
  if (shapes().join("\n") !== before.join("\n")) throw new Error("a prototype was changed")
})

const poison = { polluted: true, admin: true, user: { id: "1" } }
const json = (key: string): string => `{"${key}":${JSON.stringify(poison)}`
const payloads: readonly (readonly [string, string, string])[] = [
  ["application/json", `${json("__proto__")}}`, "a member __proto__"],
  [
    "application/json",
    `{"constructor":{"prototype":${JSON.stringify(poison)}}}`,
    "constructor.prototype",
  ],
  ["application/json", `{"data":${json("__proto__")}}}`, "__proto__ within data"],
  [
    "application/json",
    `{"data":{"user":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}}`,
    "deeper",
  ],
  ["application/json", `{"\\u005f_proto__":{"polluted":1}}`, "with an escape in its name"],
  ["application/json", `{"a":[{"__proto__":{"polluted":1}}]}`, "within a list"],
  [
    "application/x-www-form-urlencoded",
    "__proto__[polluted]=1&constructor[prototype][polluted]=1",
    "in brackets",
  ],
  [
    "application/x-www-form-urlencoded",
    "__proto__.polluted=1&constructor.prototype.polluted=1",
    "with dots",
  ],
  ["application/x-www-form-urlencoded", "__proto__=1&prototype=2&constructor=3", "as names"],
]

describe.each(doors)("PP-1: prototypes, through %s", (_, door) => {
  let site: Site
  let visitor: Visitor
  beforeAll(async () => {
    site = siteOf()
    visitor = site.visitor(door)
    await visitor.signIn()
  })

  it.each(payloads)("%s %s (%s) does nothing, on every route", async (type, body) => {
    const was = await visitor.session()
    for (const row of posts) {
      expect((await sendRaw(visitor, row, type, body)).status, row.path).toBeLessThan(500)
    }
    expect(await visitor.session()).toEqual({ ...was, expires: expect.any(String) as unknown })
    for (const given of site.typed)
      expect(
        Object.keys(given).filter((key) => /proto|constructor/.test(key) && !/[[.]/.test(key)),
      ).toEqual([])
  })

  it.each([
    "__proto__.polluted=1",
    "__proto__[polluted]=1",
    "constructor[prototype][polluted]=1",
    "__proto__=1&constructor=2",
    "toString=1&hasOwnProperty=1&valueOf=1",
  ])("?%s does nothing, on every route", async (query) => {
    for (const row of routeRows) {
      const answer = await sendTo(
        visitor,
        { ...row, path: `${row.path}?${query}` },
        { carrier: "query", fields: {} },
      )
      expect(answer.status, row.path).toBeLessThan(500)
    }
  })

  it("a cookie or header of that name does nothing", async () => {
    const cookie = "__proto__=1; constructor=2; __proto__[polluted]=3; toString=4; hasOwnProperty=5"
    for (const row of routeRows.filter((one) => methodOf(one) === "GET")) {
      const headers = { cookie, constructor: "x", "x-__proto__": "1" }
      expect((await visitor.send(row.path, { headers })).status).toBeLessThan(500)
    }
  })

  it.each([
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "valueOf",
    "hasOwnProperty",
    "__defineGetter__",
    "isPrototypeOf",
  ])("PP-5: %s is no provider, no route, no error and no field", async (name) => {
    for (const [method, path] of [
      ["GET", `/signin/${name}`],
      ["POST", `/signin/${name}`],
      ["GET", `/callback/${name}`],
      ["POST", `/callback/${name}`],
      ["GET", `/webauthn-options/${name}`],
      ["POST", `/unlink/${name}`],
      ["POST", `/backchannel-logout/${name}`],
      ["GET", `/frontchannel-logout/${name}`],
      ["GET", `/${name}`],
      ["GET", `/error?error=${name}`],
      ["GET", `/signin?error=${name}`],
      ["GET", `/signout?provider=${name}`],
    ] as const) {
      const answer = await sendTo(
        visitor,
        { route: `${method} x`, path, names: [] },
        { carrier: "query", fields: {} },
      )
      expect(answer.status, path).toBeLessThan(500)
      expect(await answer.text(), path).not.toMatch(/native code|\[object /)
    }
  })
})

it("PP-1: it all works with intrinsics that are frozen", async () => {
  const code = `
    import { Auth } from "latchkey"
    import Credentials from "latchkey/providers/credentials"
    const config = { secret: "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk", trustHost: true, basePath: "${BASE_PATH}", providers: [Credentials({ credentials: { name: {} }, authorize: ({ name }) => ({ id: name, name }) })] }
    const url = "${ORIGIN}${BASE_PATH}"
    const first = await Auth(new Request(url + "/csrf"), config)
    const { csrfToken } = await first.json()
    const cookie = first.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ")
    const body = new URLSearchParams({ csrfToken, name: "Ada" })
    const done = await Auth(new Request(url + "/callback/credentials", { method: "POST", body, headers: { cookie, origin: "${ORIGIN}" } }), config)
    const session = done.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ")
    const page = await Auth(new Request(url + "/signin"), config)
    const who = await Auth(new Request(url + "/session", { headers: { cookie: session } }), config)
    console.log(page.status, (await who.json()).user.name)`
  const args = ["--frozen-intrinsics", "--no-warnings", "--input-type=module", "-e", code]
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: new URL("../..", import.meta.url).pathname,
  })
  expect(stdout.trim().split("\n").at(-1)).toBe("200 Ada")
})
