/** Cookie headers as siblings, old versions and attackers make them: the valid session or nobody, and never another's. */
import { beforeAll, describe, expect, it, vi } from "vitest"
import type { Door } from "../../src/config/context.ts"
import { readTokenOf } from "../../src/jwt/get-token.ts"
import { SECRET } from "../support/browser.ts"
import { clearedBy, headerOf, type Pair, pairsOf, sessionPairs, whoIs } from "./support/jar.ts"
import { doors, own, type Site, siteOf, type Visitor } from "./support/site.ts"

describe.each(doors)(
  "CK-07, CK-08, CT-4: what a header may hold besides, through %s",
  (_, door) => {
    let visitor: Visitor
    let ada: string
    beforeAll(async () => {
      visitor = siteOf().visitor(door)
      await visitor.signIn()
      ada = headerOf(sessionPairs(visitor))
    })

    const beside: readonly string[] = [
      "__proto__=1",
      "constructor=2; toString=3",
      "=v",
      "=",
      "a",
      "a=",
      "a=b=c",
      "a==",
      ";",
      ";;; ;",
      " ",
      "\t",
      'a="quoted"',
      'a="half',
      'a="x',
      "$Version=1",
      '$Version="1"; a=1; $Path="/"; $Domain=".example"',
      "a=%",
      "a=%zz",
      "a=%00",
      "a=%0d%0aSet-Cookie:x=1",
      "a=\u00e9",
      "\u00a0=1",
      "a,b=1",
      "a=1,b=2",
      "a\t=1",
      "a =1",
      "session-token=1",
      "x=1; x=2; x=3",
      `x=${"y".repeat(8_000)}`,
      Array.from({ length: 179 }, (__, at) => `c${at}=1`).join("; "),
    ]

    it.each(beside)("%.60j before or behind changes nothing", async (more) => {
      expect(await whoIs(visitor, `${ada}; ${more}`)).toBe("Ada")
      // What is open in quotes swallows nothing that comes after (cookie sandwich).
      expect(await whoIs(visitor, `${more}; ${ada}`)).toBe("Ada")
      expect(await whoIs(visitor, `${more};${ada};${more}`)).toBe("Ada")
    })

    it("CK-02: a name in other letters, or with a blank that some server cuts off, is another name", async () => {
      const [name, value] = sessionPairs(visitor)[0]!
      for (const other of [
        name.toLowerCase(),
        name.toUpperCase(),
        name.replace("__", "_"),
        `\u00a0${name}`,
        `\u0085${name}`,
        `${name}\u00a0`,
        `${name}.`,
        `.${name}`,
        `${name}%00`,
        `"${name}"`,
        name.replaceAll(".", "%2e"),
        name.replaceAll("_", "%5f"),
        name.replace(/^__\w+-/, ""),
      ]) {
        if (other === name) continue
        expect(await whoIs(visitor, `${other}=${value}`), other).toBeNull()
        expect(await whoIs(visitor, `${other}=forged; ${ada}`), other).toBe("Ada")
      }
    })

    it.each(["", "x", "forged.token", '"', "%", "null", "undefined", "a".repeat(4_000)])(
      "CK-08: a twin %.20j is not the session, before it or behind it",
      async (twin) => {
        const [name] = sessionPairs(visitor)[0]!
        expect(await whoIs(visitor, `${name}=${twin}; ${ada}`)).toBe("Ada")
        expect(await whoIs(visitor, `${ada}; ${name}=${twin}`)).toBe("Ada")
        expect(await clearedBy(visitor, `${name}=${twin}; ${ada}`)).toEqual([])
      },
    )
  },
)

describe.each(["jwt", "database"] as const)("with sessions as %s", (strategy) => {
  describe.each(doors)("through %s", (_, door) => {
    let visitor: Visitor
    let ada: Pair
    let eve: Pair
    beforeAll(async () => {
      const site = siteOf({ session: { strategy } })
      visitor = site.visitor(door)
      for (const name of ["Ada", "Eve"]) {
        const person = site.visitor(door)
        site.profile = { sub: name, name, email: `${name}@idp.example` }
        await person.through()
        const [pair] = sessionPairs(person)
        if (name === "Ada") ada = pair!
        else eve = pair!
      }
    })

    it("CK-09, CT-1: of two people's valid cookies none is who the request is of, in either order", async () => {
      expect([
        await whoIs(visitor, headerOf([ada])),
        await whoIs(visitor, headerOf([eve])),
      ]).toEqual(["Ada", "Eve"])
      expect(await whoIs(visitor, headerOf([ada, eve]))).toBeNull()
      expect(await whoIs(visitor, headerOf([eve, ada]))).toBeNull()
      expect(await whoIs(visitor, headerOf([eve, ada, eve]))).toBeNull()
      expect(await clearedBy(visitor, headerOf([eve, ada]))).toEqual([])
      // The same twice is the same.
      expect(await whoIs(visitor, headerOf([ada, ada]))).toBe("Ada")
    })

    it("CK-15: a value counts under its own name only", async () => {
      const names = ["latchkey", "authjs", "next-auth"].flatMap((family) =>
        [
          "session-token",
          "csrf-token",
          "callback-url",
          "state",
          "nonce",
          "pkce.code_verifier",
          "challenge",
          "logout",
        ].flatMap((kind) =>
          ["", "__Secure-", "__Host-"].map((prefix) => `${prefix}${family}.${kind}`),
        ),
      )
      for (const name of names.filter((one) => one !== ada[0])) {
        expect(await whoIs(visitor, `${name}=${ada[1]}`), name).toBe(
          isRead(strategy, door.compat, name) ? "Ada" : null,
        )
      }
    })
  })
})

/**
 * Other names that a value is read under. Through the doors a row is a row, whatever names it. An id or token of ours
 * counts for our own names, which no sibling can write; a token of Auth.js 5 is bound to its name, one of NextAuth 4 to
 * none.
 */
function isRead(strategy: string, compat: 4 | 5 | undefined, name: string): boolean {
  const names = ["__Host-latchkey", "__Secure-authjs", "__Secure-next-auth"].map(
    (family) => `${family}.session-token`,
  )
  const isBound = compat === undefined || (strategy === "jwt" && compat === 5)
  return names.includes(name) && !isBound
}

/** Reads a `Cookie` header as an application does that asks for the token alone. */
async function tokenOf(door: Door, cookie: string, more: object = {}): Promise<unknown> {
  const req = new Request("https://app.example/", { headers: { cookie } })
  const token = await readTokenOf({ req, secret: SECRET, ...more }, door.compat)
  return typeof token === "string" ? token : (token?.["name"] ?? null)
}

describe.each(doors)("getToken through %s", (_, door) => {
  const families = ["latchkey", "authjs", "next-auth"]
  const allNames = families.flatMap((family) =>
    ["", "__Secure-", "__Host-"].map((prefix) => `${prefix}${family}.session-token`),
  )
  let site: Site
  let ada: Pair
  let eve: Pair
  beforeAll(async () => {
    site = siteOf()
    const pairs: Pair[] = []
    for (const name of ["Ada", "Eve"]) {
      const person = site.visitor(door)
      await person.signIn(name)
      pairs.push(sessionPairs(person)[0]!)
    }
    ;[ada, eve] = pairs as [Pair, Pair]
  })

  it("CK-09, CT-1: of two people's tokens none is whose the request is, in either order", async () => {
    expect(await tokenOf(door, headerOf([ada]))).toBe("Ada")
    expect(await tokenOf(door, headerOf([ada, eve]))).toBeNull()
    expect(await tokenOf(door, headerOf([eve, ada]))).toBeNull()
    expect(await tokenOf(door, headerOf([eve, ada, eve]))).toBeNull()
    expect(await tokenOf(door, headerOf([ada, ada]))).toBe("Ada")
    expect(await tokenOf(door, headerOf([eve, ada]), { raw: true })).toBeNull()
    expect(await tokenOf(door, headerOf([ada]), { raw: true })).toBe(ada[1])
  })

  it.each(["", "x", "forged.token", '"', "%", "a".repeat(4_000)])(
    "CK-08: a twin %.20j is not the token, before it or behind it",
    async (twin) => {
      expect(await tokenOf(door, `${ada[0]}=${twin}; ${headerOf([ada])}`)).toBe("Ada")
      expect(await tokenOf(door, `${headerOf([ada])}; ${ada[0]}=${twin}`)).toBe("Ada")
      const sealed = await tokenOf(door, `${ada[0]}=${twin}; ${headerOf([ada])}`, { raw: true })
      expect(sealed).toBe(ada[1])
    },
  )

  it.each(allNames)(
    "CT-1, CK-15: a token that a sibling put under %s is nobody's or this name's",
    async (name) => {
      const planted = `${name}=${eve[1]}`
      const isOwnName = name === ada[0]
      // What a session's own rules say; a name that siblings can't write is no place to plant.
      const session = await whoIs(site.visitor(door), planted)
      const token = await tokenOf(door, planted)
      if (door.compat === undefined) expect(token).toBe(session)
      expect([null, "Eve"]).toContain(token)
      // Whoever has a session of their own keeps it.
      if (!isOwnName) {
        expect(await tokenOf(door, `${planted}; ${headerOf([ada])}`)).toBe("Ada")
        expect(await tokenOf(door, `${headerOf([ada])}; ${planted}`)).toBe("Ada")
      }
    },
  )

  it("CT-1: the name for a domain, which each of its hosts may write, is read where it is asked for", async () => {
    const cookieName = "__Secure-latchkey.session-token"
    const header = headerOf([[cookieName, ada[1]]])
    expect(await tokenOf(own, header, { cookieName })).toBe(door.compat === 5 ? null : "Ada")
    expect(await tokenOf(own, header)).toBeNull()
  })

  it("CT-1: what an application names itself is read under that name", async () => {
    const cookieName = "team-session"
    const visitor = site.visitor(door)
    visitor.config = { ...visitor.config, cookies: { sessionToken: { name: cookieName } } } as never
    await visitor.signIn("Ada")
    const header = headerOf(
      sessionPairs(visitor).length > 0 ? sessionPairs(visitor) : pairsOf(visitor),
    )
    expect(await tokenOf(door, header, { cookieName })).toBe("Ada")
    expect(await tokenOf(door, header)).toBeNull()
  })
})

describe("CK-11: getToken over https", () => {
  it.each([
    ["https://app.example/", undefined, null],
    ["http://app.example/", undefined, "Ada"],
    ["http://10.0.0.7:3000/", "https://app.example", null],
    ["https://app.example/", false, "Ada"],
  ] as const)(
    "CK-11: of a request for %s (%s) the name without a prefix: %s",
    async (url, said, who) => {
      const secure = typeof said === "boolean" ? { secureCookie: said } : {}
      if (typeof said === "string") vi.stubEnv("AUTH_URL", said)
      const visitor = siteOf().visitor()
      await visitor.signIn()
      const [name, value] = sessionPairs(visitor)[0]!
      const headers = { cookie: `${name.replace("__Host-", "")}=${value}` }
      const req = new Request(url, { headers })
      const token = await readTokenOf({ req, secret: SECRET, ...secure }, undefined)
      vi.unstubAllEnvs()
      expect(token === null ? null : (token as { name?: string }).name).toBe(who)
    },
  )
})

describe.each(doors)("an application's own `jwt.decode`, through %s", (_, door) => {
  const custom = {
    encode: async ({ token }: { token?: object }) =>
      Buffer.from(JSON.stringify(token)).toString("base64url"),
    decode: async ({ token }: { token?: string }) =>
      JSON.parse(Buffer.from(token!, "base64url").toString()) as never,
  }
  const pairOf = async (name: string): Promise<Pair> => {
    const person = siteOf({ jwt: custom as never, session: { strategy: "jwt" } }).visitor(door)
    await person.signIn(name)
    return sessionPairs(person)[0]!
  }

  it("CK-09: is asked of each of two cookies, and of two people's none counts, in either order", async () => {
    const visitor = siteOf({ jwt: custom as never, session: { strategy: "jwt" } }).visitor(door)
    const [ada, eve] = [await pairOf("Ada"), await pairOf("Eve")]
    expect(await whoIs(visitor, headerOf([ada]))).toBe("Ada")
    for (const pairs of [
      [ada, eve],
      [eve, ada],
      [ada, eve, ada],
    ]) {
      expect(await whoIs(visitor, headerOf(pairs))).toBeNull()
      expect(await clearedBy(visitor, headerOf(pairs))).toEqual([])
    }
    expect(await whoIs(visitor, headerOf([ada, ada]))).toBe("Ada")
  })

  it.each(["", "x", "{}", "e30x", "%"])(
    "CK-08: what it can't read beside it is passed over: %j",
    async (twin) => {
      const visitor = siteOf({ jwt: custom as never, session: { strategy: "jwt" } }).visitor(door)
      const ada = await pairOf("Ada")
      expect(await whoIs(visitor, `${ada[0]}=${twin}; ${headerOf([ada])}`)).toBe("Ada")
      expect(await whoIs(visitor, `${headerOf([ada])}; ${ada[0]}=${twin}`)).toBe("Ada")
    },
  )
})
