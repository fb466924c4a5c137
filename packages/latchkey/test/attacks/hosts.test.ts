/** Hosts that a request or a proxy may name: what is answered, mailed, remembered or sent on is never an attacker's. */
import { describe, expect, it } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import { hostileHosts } from "../data/hosts.ts"
import { BASE_PATH, doors, IDP, type Site, siteOf, type Visitor } from "./support/site.ts"

const listed = ["app.example", "*.app.example"]
const settings: Readonly<Record<string, Partial<AuthConfig>>> = {
  "a URL": { url: "https://app.example" },
  "a list of hosts": { trustHost: listed },
  nothing: { trustHost: false },
}

/** Behind a proxy: what the server itself is called is nobody's address. */
const INSIDE = "http://10.0.0.7:3000"

function siteWith(setting: Partial<AuthConfig>): Site {
  return siteOf({ env: { NODE_ENV: "production" }, ...setting })
}

function visitorOf(site: Site, door = doors[0]![1]): Visitor {
  const visitor = site.visitor(door)
  // The visitor's own settings trust each host.
  if (!("trustHost" in site.config)) delete visitor.config.trustHost
  return visitor
}

const honest = { host: "app.example", "x-forwarded-proto": "https" }

/** Asks for what shows where we think we are; answers all of it as text, and the statuses. */
async function exposure(
  visitor: Visitor,
  headers: Record<string, string>,
): Promise<{ text: string; statuses: number[] }> {
  visitor.site.mails.splice(0)
  const csrf = await visitor.send(`${INSIDE}${BASE_PATH}/csrf`, { headers: honest })
  const { csrfToken } = (await csrf.json()) as { csrfToken?: string }
  const post = (path: string, fields: object): Promise<Response> =>
    visitor.send(`${INSIDE}${BASE_PATH}${path}`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ csrfToken, ...fields }),
    })
  const get = (path: string): Promise<Response> =>
    visitor.send(`${INSIDE}${BASE_PATH}${path}`, { headers })
  const answers = [
    await get("/providers"),
    await get("/signin?callbackUrl=/in"),
    await get("/error?error=AccessDenied"),
    await post("/signin/idp", {}),
    await post("/signin/email", { email: "ada@example.com" }),
    await post("/callback/credentials", { name: "Ada", password: "right" }),
    await post("/signout", { provider: "idp" }),
    await get("/nothing"),
  ]
  const texts = await Promise.all(
    answers.map(async (answer) => JSON.stringify([...answer.headers]) + (await answer.text())),
  )
  const text = [...texts, ...visitor.site.mails.map(({ url }) => url)].join("\n")
  return {
    text: withoutTokens(decodeURIComponent(text.replaceAll(/%(?![0-9a-f]{2})/gi, "%25"))),
    statuses: answers.map(({ status }) => status),
  }
}

/** Random tokens hold each short word sooner or later; no name of a host here is as long as they are. */
const withoutTokens = (text: string): string => text.replaceAll(/[\w-]{32,}/g, "")

/** Every origin in a text, but those that are known. */
function strangeOrigins(text: string, known: readonly string[]): string[] {
  const found = [...text.matchAll(/\b(?:https?|javascript):(?:\/\/)?[^\s"'<>\\?#&,;)/]*/gi)].map(
    (match) => match[0],
  )
  const fixed = [IDP, "https://www.w3.org", "http://www.w3.org", "https:"]
  return [...new Set(found)].filter(
    (one) => ![...known, ...fixed].includes(one.replace(/\/\/$/, "")),
  )
}

const places = ["host", "x-forwarded-host", "forwarded"] as const
const valueFor = (place: string, value: string): string =>
  place === "forwarded" ? `host="${value.replaceAll(/["\\]/g, "\\$&")}";proto=https` : value

describe.each(Object.entries(settings))("with %s", (kind, setting) => {
  const cases = places.flatMap((place) => hostileHosts.map((value) => [place, value] as const))
  /** @see ADV-AJ16 ADV-BA08 ADV-NX07 */
  it.each(cases)("HH-2: %s: %j is never answered, mailed or remembered", async (place, value) => {
    const visitor = visitorOf(siteWith(setting))
    const proto = { "x-forwarded-proto": "https" }
    const { text, statuses } = await exposure(visitor, {
      ...proto,
      host: "app.example",
      [place]: valueFor(place, value),
    })
    expect(Math.max(...statuses.slice(3))).toBeLessThan(500)
    expect(text).not.toMatch(/evil(?:\.com|app)|99999|203\.0\.113|10\.0\.0\.7|Domain=/i)
    expect(strangeOrigins(text, kind === "nothing" ? [] : ["https://app.example"])).toEqual([])
    const isKnown = statuses[0] === 200
    const wins = kind === "a URL" || (kind === "a list of hosts" && isIgnored(place, value))
    expect(isKnown).toBe(wins)
  })
})

/** What can't be read of `Forwarded` leaves the host that was asked for, which is ours here. */
function isIgnored(place: string, value: string): boolean {
  return place === "forwarded" && /[,;]/.test(value)
}

describe.each(doors)("headers that name us in other ways, through %s", (_, door) => {
  const others: readonly (readonly [string, string])[] = [
    ["x-forwarded-proto", "javascript"],
    ["x-forwarded-proto", "https,http"],
    ["x-forwarded-proto", "http,https"],
    ["x-forwarded-proto", "HTTPS://evil.com"],
    ["x-forwarded-proto", "data"],
    ["x-forwarded-port", "0"],
    ["x-forwarded-port", "8443"],
    ["x-forwarded-port", "80@evil.com"],
    ["x-original-url", "https://evil.com/"],
    ["x-original-host", "evil.com"],
    ["x-rewrite-url", "//evil.com/"],
    ["x-http-host-override", "evil.com"],
    ["x-host", "evil.com"],
    ["x-forwarded-server", "evil.com"],
    ["x-forwarded-prefix", "//evil.com"],
    ["x-forwarded-path", "//evil.com"],
    ["x-forwarded-uri", "https://evil.com/"],
    ["x-real-host", "evil.com"],
    ["x-url-scheme", "javascript"],
    ["x-forwarded-ssl", "on"],
    ["front-end-https", "on"],
    ["base-url", "https://evil.com"],
    ["origin", "https://evil.com"],
    ["referer", "https://evil.com/"],
    ["via", "1.1 evil.com"],
    ["x-forwarded-by", "evil.com"],
  ]
  it.each(others)("HH-2: %s: %s changes nothing", async (name, value) => {
    const visitor = visitorOf(siteWith(settings["a list of hosts"]!), door)
    const { text, statuses } = await exposure(visitor, { ...honest, [name]: value })
    expect(statuses[0]).toBe(200)
    expect(Math.max(...statuses)).toBeLessThan(500)
    expect(text).not.toMatch(/evil\.|:8443|10\.0\.0\.7|javascript:/i)
    // No scheme that counts leaves that of the server itself.
    expect(strangeOrigins(text, ["https://app.example", "http://app.example"])).toEqual([])
  })
})

describe("which of them counts", () => {
  const facts = ["AUTH_URL", "trustHost", "host", "x-forwarded-host", "forwarded"] as const
  const masks = Array.from({ length: 32 }, (_, mask) =>
    facts.filter((__, bit) => (mask >> bit) & 1),
  )

  it.each(
    masks.flatMap(
      (there) =>
        [
          [there, "honest"],
          [there, "hostile"],
        ] as const,
    ),
  )("HH-1: %j, %s", async (there, mood) => {
    const has = (fact: (typeof facts)[number]): boolean => there.includes(fact)
    const env = {
      NODE_ENV: "production",
      ...(has("AUTH_URL") ? { AUTH_URL: "https://app.example/api/auth" } : {}),
    }
    const visitor = visitorOf(siteWith({ env, trustHost: has("trustHost") ? listed : false }))
    const name = mood === "honest" ? "app.example" : "evil.com"
    const headers = Object.fromEntries(
      places.filter(has).map((place) => [place, valueFor(place, name)]),
    )
    const answer = await visitor.send(`${INSIDE}${BASE_PATH}/providers`, {
      headers: { "x-forwarded-proto": "https", ...headers },
    })
    const isNamed = has("host") || has("x-forwarded-host") || has("forwarded")
    const known = has("AUTH_URL") || (has("trustHost") && isNamed && mood === "honest")
    expect(answer.status).toBe(known ? 200 : 400)
    const text = await answer.text()
    expect(text).not.toContain("evil")
    expect(text.includes("https://app.example/api/auth/signin/idp")).toBe(known)
  })

  it("HH-4: the first request decides for no other", async () => {
    const visitor = visitorOf(siteWith(settings["a list of hosts"]!))
    for (const host of [
      "evil.com",
      "a.app.example",
      "evil.com",
      "app.example",
      "app.example.evil.com",
      "b.app.example",
    ]) {
      const { text, statuses } = await exposure(visitor, { ...honest, host })
      const isOurs = /^(?:[ab]\.)?app\.example$/.test(host)
      expect(statuses[0]).toBe(isOurs ? 200 : 400)
      expect(strangeOrigins(text, isOurs ? [`https://${host}`] : [])).toEqual([])
    }
  })

  it("HH-5: a hundred hosts at once are answered each as themselves", async () => {
    const visitor = visitorOf(siteWith(settings["a list of hosts"]!))
    const hosts = Array.from({ length: 100 }, (_, at) => `h${at}.app.example`)
    const texts = await Promise.all(
      hosts.map(async (host) => {
        const answer = await visitor.send(`${INSIDE}${BASE_PATH}/providers`, {
          headers: { ...honest, host },
        })
        return answer.text()
      }),
    )
    for (const [at, text] of texts.entries()) {
      expect(strangeOrigins(text, [`https://${hosts[at]}`])).toEqual([])
      expect(text).toContain(`https://${hosts[at]}/`)
    }
  })

  it("HH-3: a mailed link leads to the configured URL, whatever the request says", async () => {
    const site = siteWith(settings["a URL"]!)
    const visitor = visitorOf(site)
    await exposure(visitor, {
      host: "evil.com",
      "x-forwarded-host": "evil.com",
      forwarded: "host=evil.com",
    })
    expect(site.mails).toHaveLength(1)
    expect(new URL(site.mails[0]!.url).origin).toBe("https://app.example")
  })
})
