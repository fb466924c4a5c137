/** Requests that another site makes a browser send: a table of what browsers say of them, and what they do here. */
import { beforeEach, describe, expect, it } from "vitest"
import { locationOf } from "../support/browser.ts"
import { methodOf, sendTo } from "./support/requests.ts"
import { routeRows } from "./support/routes-table.ts"
import { doors, ORIGIN, own, type Site, siteOf, type Visitor } from "./support/site.ts"
import { writesOf } from "./support/watched.ts"

const sites = [undefined, "none", "same-origin", "same-site", "cross-site", "unheard-of"] as const
const modes = ["navigate", "cors", "no-cors", "same-origin", undefined] as const
const origins: Readonly<Record<string, string | undefined>> = {
  absent: undefined,
  ours: ORIGIN,
  another: "https://evil.example",
  null: "null",
  "two of them": `${ORIGIN}, https://evil.example`,
  "in capitals": ORIGIN.toUpperCase(),
  "with a dot at the end": `${ORIGIN}.`,
  "with the default port": `${ORIGIN}:443`,
  "of a sibling": "https://evil.app.example",
  "by http": "http://app.example",
}

type Row = { site: (typeof sites)[number]; mode: (typeof modes)[number]; origin: string }
const rows: readonly Row[] = sites.flatMap((site) =>
  modes.flatMap((mode) => Object.keys(origins).map((origin) => ({ site, mode, origin }))),
)
const named = rows.map(
  (row) => [`site ${row.site}, mode ${row.mode}, Origin ${row.origin}`, row] as const,
)

function headersOf({ site, mode, origin }: Row): Record<string, string> {
  const said = {
    "sec-fetch-site": site,
    "sec-fetch-mode": mode,
    "sec-fetch-dest": mode === "navigate" ? "document" : "empty",
    origin: origins[origin],
  }
  return Object.fromEntries(
    Object.entries(said).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
}

/**
 * Whether a request with a valid token counts. Only a browser writes `Sec-Fetch-Site`, and what it says decides; without
 * it the origin does; where neither is there the token alone. `null` is an origin, and none of ours.
 */
function counts({ site, origin }: Row): boolean {
  if (site === "same-origin") return ["absent", "ours", "null"].includes(origin)
  return (site === undefined || site === "none") && ["absent", "ours"].includes(origin)
}

let site: Site
beforeEach(() => {
  site = siteOf()
})

async function post(
  visitor: Visitor,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string>,
): Promise<Response> {
  const sent = { "content-type": "application/x-www-form-urlencoded", ...headers }
  return visitor.send(path, { method: "POST", headers: sent, body: new URLSearchParams(fields) })
}

describe("CS-2, CS-3, CS-4: what browsers say", () => {
  /** @see ADV-NX06 ADV-AJ13 */
  it.each(named)("%s: signs out, or does not", async (_, row) => {
    const visitor = site.visitor()
    await visitor.signIn()
    const csrfToken = await visitor.csrfToken()
    await post(visitor, "/signout", { csrfToken }, headersOf(row))
    expect(await visitor.session()).toEqual(
      counts(row) ? null : expect.objectContaining({ user: expect.anything() as unknown }),
    )
  })

  it.each(named.filter(([, { mode }]) => mode === "navigate"))(
    "CS-8: %s: signs in and mails, or does not",
    async (_, row) => {
      const visitor = site.visitor()
      const csrfToken = await visitor.csrfToken()
      const entered = await post(
        visitor,
        "/callback/credentials",
        { csrfToken, name: "Mallory", password: "right" },
        headersOf(row),
      )
      // Who was let in has another one.
      const next = { csrfToken: await visitor.csrfToken() }
      await post(visitor, "/signin/email", { ...next, email: "ada@example.com" }, headersOf(row))
      const away = await post(visitor, "/signin/idp", next, headersOf(row))
      expect(site.typed).toHaveLength(counts(row) ? 1 : 0)
      expect(site.mails).toHaveLength(counts(row) ? 1 : 0)
      expect(locationOf(away).origin === ORIGIN).toBe(!counts(row))
      expect(entered.headers.getSetCookie().some((line) => line.includes("session-token"))).toBe(
        counts(row),
      )
    },
  )

  it.each(named.filter(([, { mode }]) => mode === "navigate"))(
    "%s: without the token nothing counts",
    async (_, row) => {
      const visitor = site.visitor()
      await visitor.signIn()
      for (const fields of [{}, { csrfToken: "" }, { csrfToken: "x".repeat(43) }])
        await post(visitor, "/signout", fields as never, headersOf(row))
      expect(await visitor.session()).toMatchObject({ user: { name: "Ada" } })
    },
  )
})

/** NextAuth 4 says `{}` where nobody is signed in. */
const isIn = async (visitor: Visitor): Promise<boolean> =>
  (await visitor.session())?.["user"] !== undefined

describe.each(doors)("CS-5: the token, through %s", (_, door) => {
  it("of an attacker's own browser is worth nothing in another's", async () => {
    const [victim, mallory] = [site.visitor(door), site.visitor(door)]
    await victim.signIn()
    const csrfToken = await mallory.csrfToken()
    for (const fields of [
      { csrfToken },
      { csrfToken: `${csrfToken}|x` },
      { csrfToken: victim.names().join() },
    ]) {
      await post(victim, "/signout", fields, { origin: ORIGIN })
    }
    expect(await victim.session()).toMatchObject({ user: { name: "Ada" } })
  })

  it("is none without its cookie, with the cookie of an http site, or twice in it", async () => {
    const victim = site.visitor(door)
    await victim.signIn()
    const mallory = site.visitor(door)
    const csrfToken = await mallory.csrfToken()
    const [name, planted] = [...mallory.cookies][0]!
    const session = [...victim.cookies]
      .filter(([one]) => one.includes("session-token"))
      .map(([one, { value }]) => `${one}=${value}`)
    const plain = name.replace(/^__(?:Host|Secure)-/, "")
    for (const cookie of [
      [],
      [`${plain}=${planted.value}`],
      [`${name.toLowerCase()}=${planted.value}`],
    ]) {
      const headers = { origin: ORIGIN, cookie: [...session, ...cookie].join("; ") }
      const answer = await post(victim, "/signout", { csrfToken }, headers)
      expect(answer.headers.getSetCookie().some((line) => line.includes("session-token"))).toBe(
        false,
      )
    }
  })

  const entries: Readonly<Record<string, (visitor: Visitor) => Promise<unknown>>> = {
    "a password": (visitor) => visitor.signIn(),
    "a provider": (visitor) => visitor.through(),
    "a mailed link": async (visitor) => {
      await visitor.post("/signin/email", { email: "ada@example.com" })
      await visitor.open()
    },
  }

  it.each(Object.entries(entries))("is another one after a sign-in by %s", async (__, enter) => {
    const visitor = site.visitor(door)
    const before = await visitor.csrfToken()
    expect(await visitor.csrfToken()).toBe(before)
    await enter(visitor)
    expect(await isIn(visitor)).toBe(true)
    expect(await visitor.csrfToken()).not.toBe(before)
    await post(visitor, "/signout", { csrfToken: before }, { origin: ORIGIN })
    expect(await isIn(visitor)).toBe(true)
    const now = await visitor.csrfToken()
    await post(visitor, "/signout", { csrfToken: now }, { origin: ORIGIN })
    expect(await isIn(visitor)).toBe(false)
  })

  it("is another one after a sign-out, and not after a sign-in that went wrong", async () => {
    const visitor = site.visitor(door)
    await visitor.signIn()
    const before = await visitor.csrfToken()
    await visitor.post("/callback/credentials", { name: "Ada", password: "wrong" })
    expect(await visitor.csrfToken()).toBe(before)
    await visitor.post("/signout")
    const after = await visitor.csrfToken()
    expect(after).not.toBe(before)
    await visitor.signIn("Eve", { csrfToken: before })
    expect(await isIn(visitor)).toBe(false)
  })

  it("of a form that lay open over a sign-in is answered by a page with one that counts", async () => {
    const visitor = site.visitor(door)
    const open = await (await visitor.get("/signin")).text()
    const lying = /name="csrfToken" value="([^"]+)"/.exec(open)![1]!
    await visitor.signIn()
    const answer = await post(visitor, "/signout", { csrfToken: lying }, { origin: ORIGIN })
    const next = locationOf(answer)
    expect([next.pathname, next.search]).toEqual([
      `${door.basePath}/signin`,
      door.compat === undefined ? "?error=MissingCSRF" : next.search,
    ])
    expect(next.search).toMatch(/csrf/i)
    const page = await (await visitor.get("/signout")).text()
    const csrfToken = /name="csrfToken" value="([^"]+)"/.exec(page)![1]!
    await post(visitor, "/signout", { csrfToken }, { origin: ORIGIN })
    expect(await isIn(visitor)).toBe(false)
  })

  it("that was planted before a sign-in counts for nothing after it", async () => {
    const mallory = site.visitor(door)
    const csrfToken = await mallory.csrfToken()
    const victim = site.visitor(door)
    for (const [name, kept] of mallory.cookies) victim.cookies.set(name, kept)
    await victim.signIn()
    expect(await isIn(victim)).toBe(true)
    await post(victim, "/signout", { csrfToken }, { origin: ORIGIN })
    expect(await isIn(victim)).toBe(true)
  })

  it("that a sibling planted counts for no request of another site", async () => {
    const mallory = site.visitor(door)
    const csrfToken = await mallory.csrfToken()
    const victim = site.visitor(door)
    await victim.signIn()
    for (const [name, kept] of mallory.cookies) victim.cookies.set(name, kept)
    const answer = await post(
      victim,
      "/signout",
      { csrfToken },
      { "sec-fetch-site": "cross-site", origin: "https://evil.example" },
    )
    const isOut = answer.headers.getSetCookie().some((line) => line.includes("session-token"))
    // A door has the token alone, as the packages it stands for: `__Host-` is what keeps a sibling from planting it.
    expect(isOut).toBe(door.compat !== undefined)
  })
})

describe.each(doors)("what may change something, through %s", (_, door) => {
  it("CS-8: no cross-site POST signs in, mails or goes to a provider, with cookies or without", async () => {
    const cross = {
      "sec-fetch-site": "cross-site",
      "sec-fetch-mode": "navigate",
      origin: "https://evil.example",
    }
    for (const path of [
      "/callback/credentials",
      "/signin/email",
      "/signin/idp",
      "/callback/passkey",
      "/unlink/idp",
      "/sessions",
      "/session",
    ]) {
      const visitor = site.visitor(door)
      const fields = {
        name: "Mallory",
        password: "right",
        email: "mallory@evil.example",
        action: "authenticate",
        data: "{}",
        which: "all",
      }
      const answer = await post(visitor, path, fields, cross)
      expect(
        answer.headers
          .getSetCookie()
          .filter((line) => /session-token|state|pkce/.test(line) && !line.includes("Max-Age=0")),
      ).toEqual([])
      expect(answer.headers.get("location") ?? ORIGIN).toMatch(/^https:\/\/app\.example/)
    }
    expect([site.typed, site.mails]).toEqual([[], []])
  })

  it("CS-1, CS-9, CS-10: no GET or HEAD writes to a store, signs out or signs in, but a callback with what it asks for", async () => {
    const visitor = site.visitor(door)
    const writes = writesOf(site.adapter)
    visitor.config = { ...visitor.config, adapter: writes.adapter }
    await visitor.signIn()
    writes.seen.splice(0)
    for (const row of routeRows.filter((one) => methodOf(one) === "GET")) {
      const all = Object.fromEntries(
        row.names.map((name) => [name, name === "callbackUrl" ? "/in" : "x"]),
      )
      await sendTo(visitor, row, { carrier: "query", fields: all })
      await visitor.send(row.path, { method: "HEAD" })
    }
    expect(writes.seen.filter((method) => method !== "useVerificationToken")).toEqual([])
    expect(await visitor.session()).toMatchObject({ user: { name: "Ada" } })
  })

  it.each(["x-http-method-override", "x-http-method", "x-method-override"])(
    "CS-7: %s changes no method",
    async (header) => {
      const visitor = site.visitor(door)
      await visitor.signIn()
      const csrfToken = await visitor.csrfToken()
      await visitor.get(`/signout?csrfToken=${csrfToken}&_method=POST`, {
        [header]: "POST",
        origin: ORIGIN,
      })
      expect(await visitor.session()).toMatchObject({ user: { name: "Ada" } })
      const asked = await post(
        visitor,
        "/session",
        { csrfToken, _method: "DELETE" },
        { [header]: "DELETE", origin: ORIGIN },
      )
      expect(asked.status).toBe(200)
      expect(await visitor.session()).toMatchObject({ user: { name: "Ada" } })
    },
  )

  it("CS-11: no other origin may read or ask ahead", async () => {
    for (const { path } of routeRows) {
      for (const origin of ["https://evil.example", "null", ORIGIN, "https://evil.app.example"]) {
        const headers = {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "content-type",
        }
        const preflight = await site.visitor(door).send(path, { method: "OPTIONS", headers })
        expect(preflight.status).toBe(door.compat ? 400 : 405)
        const answers = [preflight, await site.visitor(door).get(path, { origin })]
        for (const { headers: got } of answers)
          expect([...got.keys()].filter((name) => name.startsWith("access-control"))).toEqual([])
      }
    }
  })

  it.each(["sec-purpose", "purpose", "x-purpose", "x-moz"])(
    "CS-12: a link that is loaded ahead (%s) is not used up",
    async (header) => {
      const visitor = site.visitor(door)
      await visitor.post("/signin/email", { email: "ada@example.com" })
      const { url } = site.mails[0]!
      for (const value of ["prefetch", "prefetch;prerender"]) {
        const answer = await visitor.get(url, { [header]: value })
        expect(answer.status).toBe(200)
      }
      await visitor.send(url, { method: "HEAD" })
      await visitor.get(url)
      expect(await visitor.session()).toMatchObject({ user: { email: "ada@example.com" } })
    },
  )
})

describe("CS-6: the type that is declared is the type that is read", () => {
  const form = "csrfToken=T"
  const json = '{"csrfToken":"T"}'
  it.each([
    ["text/plain", form],
    ["text/plain", json],
    ["text/plain; application/json", json],
    ["text/plain, application/json", json],
    [
      "multipart/form-data; boundary=x",
      `--x\r\ncontent-disposition: form-data; name="csrfToken"\r\n\r\nT\r\n--x--\r\n`,
    ],
    ["application/x-www-form-urlencoded", json],
    ["application/json", form],
    ["application/json; charset=utf-16", json],
    ["application/json;charset=iso-8859-1", json],
    ["application/csp-report", json],
    ["application/octet-stream", json],
    ["text/json", json],
    ["application/vnd.api+json", json],
    ["application/json\u00a0", json],
    ["", json],
  ])("%s with %.20s signs nobody out", async (type, body) => {
    const visitor = site.visitor(own)
    await visitor.signIn()
    const csrfToken = await visitor.csrfToken()
    const init = {
      method: "POST",
      headers: { "content-type": type, origin: ORIGIN },
      body: new TextEncoder().encode(body.replace("T", csrfToken)),
    }
    const { status } = await visitor.send("/signout", init)
    expect([303, 400, 415]).toContain(status)
    expect(await visitor.session()).toMatchObject({ user: { name: "Ada" } })
  })
})
