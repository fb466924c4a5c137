/** The cookies that we set, and a session in pieces. */
import { beforeAll, describe, expect, it } from "vitest"
import type { Door } from "../../src/config/context.ts"
import { clearedBy, headerOf, type Pair, pairsOf, sessionPairs, whoIs } from "./support/jar.ts"
import { doors, ORIGIN, own, siteOf, type Visitor } from "./support/site.ts"

interface Written {
  readonly name: string
  readonly value: string
  readonly attributes: ReadonlyMap<string, string>
  readonly line: string
}

function writtenBy(answer: Response): Written[] {
  return answer.headers.getSetCookie().map((line) => {
    const [pair, ...rest] = line.split("; ")
    const at = pair!.indexOf("=")
    const attributes = new Map(rest.map((one) => one.split("=", 2) as [string, string]))
    return { name: pair!.slice(0, at), value: pair!.slice(at + 1), attributes, line }
  })
}

/** Every cookie that any flow sets. */
async function everyCookie(door: Door, more = {}): Promise<Written[]> {
  const site = siteOf(more)
  const visitor = site.visitor(door)
  const answers = [
    await visitor.get("/csrf"),
    await visitor.get("/signin?callbackUrl=/in"),
    await visitor.get("/webauthn-options/passkey?action=register&email=ada@example.com"),
    await visitor.post("/signin/idp", { callbackUrl: "/in" }),
    await visitor.post("/signin/email", { email: "ada@example.com" }),
    await visitor.open(),
    await visitor.post("/signout", { provider: "idp" }),
    await visitor.through(),
    await visitor.signIn(),
    await visitor.post("/signout"),
    await visitor.get("/session"),
  ]
  return answers.flatMap(writtenBy)
}

describe.each(doors)("what is set, through %s", (_, door) => {
  let written: Written[]
  beforeAll(async () => {
    written = await everyCookie(door)
  })

  it("CK-01, CK-03, CK-14: https, no script, no other host, no other site, no partition", () => {
    expect(new Set(written.map(({ name }) => name)).size).toBeGreaterThan(6)
    for (const { name, attributes, line } of written) {
      expect(attributes.has("Secure"), line).toBe(true)
      expect(attributes.has("HttpOnly"), line).toBe(true)
      expect(attributes.get("SameSite"), line).toBe("Lax")
      expect(attributes.has("Domain") || attributes.has("Partitioned"), line).toBe(false)
      const isOfSignOut = attributes.get("Path") === "/api/auth/signout"
      expect(isOfSignOut || attributes.get("Path") === "/", line).toBe(true)
      const isHost = door.compat === undefined ? !isOfSignOut : name.includes("csrf")
      expect(name.startsWith(isHost ? "__Host-" : "__Secure-"), line).toBe(true)
    }
  })

  it("CK-04, CK-06: fits a browser, and its value needs no quotes", () => {
    for (const { name, value, attributes, line } of written) {
      expect(name.length + value.length).toBeLessThanOrEqual(4096)
      expect(value, line).toMatch(/^[\w.%!~*'()-]*$/)
      for (const attribute of attributes.values())
        expect((attribute ?? "").length).toBeLessThanOrEqual(1024)
      expect(Number(attributes.get("Max-Age") ?? 0)).toBeLessThanOrEqual(400 * 86_400)
      const until = Date.parse(attributes.get("Expires") ?? "") - Date.now()
      expect(until > 400 * 86_400_000).toBe(false)
    }
  })

  it("CK-10, CK-16: is taken away by the same name, path and flags, in every piece", async () => {
    const gone = written.filter(({ attributes }) => attributes.get("Max-Age") === "0")
    expect(gone.length).toBeGreaterThan(3)
    for (const one of gone) {
      expect(one.value).toBe("")
      const made = written.find(({ name, value }) => name === one.name && value !== "")
      for (const key of ["Path", "SameSite", "Secure", "HttpOnly", "Domain"]) {
        expect(one.attributes.get(key), one.line).toBe((made ?? one).attributes.get(key))
      }
    }
    const visitor = siteOf().visitor(door)
    await visitor.signIn()
    const names = ["latchkey", "authjs", "next-auth"].flatMap((family) => {
      const name = `${family === "latchkey" ? "__Host-" : "__Secure-"}${family}.session-token`
      return [name, `${name}.0`, `${name}.1`, `${name}.7`]
    })
    for (const name of names)
      visitor.cookies.set(name, visitor.cookies.get(name) ?? { value: "x", attributes: "" })
    await visitor.post("/signout")
    expect(visitor.names().filter((name) => name.includes("session-token"))).toEqual([])
  })

  it("CK-12, CK-13: each in a header of its own, in an answer that no cache keeps; only where it is due", async () => {
    const visitor = siteOf().visitor(door)
    await visitor.get("/csrf")
    const entered = await visitor.signIn("Ada", { callbackUrl: "/in" })
    const lines = entered.headers.getSetCookie()
    expect(lines.length).toBeGreaterThan(1)
    // RFC 6265bis §5.6: a comma within is that of a date, and no second cookie.
    for (const line of lines) expect(line.replace(/Expires=\w{3}, /, "")).not.toContain(",")
    expect(entered.headers.get("cache-control")).toContain("no-store")
    const read = await visitor.get("/session")
    expect(read.headers.get("cache-control")).toContain("no-store")
    // Auth.js prolongs with each read.
    expect(read.headers.getSetCookie().length === 0).toBe(door.compat === undefined)
  })

  it("CK-11: over https the cookie of http is none", async () => {
    const visitor = siteOf().visitor(door)
    await visitor.signIn()
    const [name, value] = sessionPairs(visitor)[0]!
    expect(await whoIs(visitor, `${name.replace(/^__\w+-/, "")}=${value}`)).toBeNull()
  })
})

describe("CK-03: a provider that answers by POST", () => {
  it("is waited for by cookies that go to it and back, for a quarter of an hour, and the verifier is not of them", async () => {
    const site = siteOf()
    site.config.providers = site.config.providers!.map((one) =>
      "id" in one && one.id === "idp"
        ? {
            ...one,
            authorization: {
              url: "https://idp.example/authorize",
              params: { response_mode: "form_post" },
            },
          }
        : one,
    ) as never
    const written = writtenBy(await site.visitor().post("/signin/idp", {}))
    const none = written.filter(({ attributes }) => attributes.get("SameSite") === "None")
    expect(none.map(({ name }) => name)).toEqual(["__Host-latchkey.state"])
    for (const { attributes } of none) {
      expect(attributes.has("Secure")).toBe(true)
      expect(Number(attributes.get("Max-Age"))).toBeLessThanOrEqual(900)
    }
    expect(
      written.some(
        ({ name, attributes }) => name.includes("pkce") && attributes.get("SameSite") === "Lax",
      ),
    ).toBe(true)
  })
})

/** Signs in with as large a session as is wanted. */
async function large(
  door: Door,
  size: number,
): Promise<{ visitor: Visitor; answer: Response; pairs: Pair[] }> {
  const text = Array.from({ length: size }, (_, at) =>
    String.fromCharCode(97 + ((at * 7) % 26)),
  ).join("")
  const callbacks = { jwt: ({ token }: { token: object }) => ({ ...token, text }) }
  const visitor = siteOf({ callbacks: callbacks as never, session: { strategy: "jwt" } }).visitor(
    door,
  )
  const answer = await visitor.signIn()
  return { visitor, answer, pairs: sessionPairs(visitor) }
}

describe.each(doors)("CH: a session in pieces, through %s", (_, door) => {
  let visitor: Visitor
  let pairs: Pair[]
  beforeAll(async () => {
    ;({ visitor, pairs } = await large(door, 7_000))
  })

  const sizes = [
    0, 100, 500, 1_000, 2_500, 2_700, 2_800, 2_900, 3_000, 4_000, 5_700, 6_000, 6_600, 7_200,
  ]
  it.each(door.compat === undefined ? sizes : [...sizes, 9_000, 15_000, 20_000])(
    "CK-04, CH-5: %i characters more fit, each piece in a cookie that a browser keeps",
    async (size) => {
      const { answer, visitor: one, pairs: pieces } = await large(door, size)
      for (const { name, value, line } of writtenBy(answer)) {
        expect(name.length + value.length).toBeLessThanOrEqual(4096)
        expect(line.length).toBeLessThanOrEqual(4096)
      }
      expect(await whoIs(one, headerOf(pieces))).toBe("Ada")
    },
  )

  it("CH-5: more than eight pieces are refused when they are written, and the log says why", async () => {
    const { answer, pairs: none } = await large(door, 40_000)
    expect(answer.headers.get("location")).toContain("error=Configuration")
    expect(none).toEqual([])
  })

  it("CH-1: each piece counts: without one, or with one changed, it is nobody's", async () => {
    expect(pairs.length).toBeGreaterThan(2)
    for (const [at, [name, value]] of pairs.entries()) {
      const without = pairs.filter((__, index) => index !== at)
      expect(await whoIs(visitor, headerOf(without)), `without ${name}`).toBeNull()
      const flipped = value.slice(0, 50) + (value[50] === "A" ? "B" : "A") + value.slice(51)
      expect(
        await whoIs(visitor, headerOf(pairs.with(at, [name, flipped]))),
        `changed ${name}`,
      ).toBeNull()
      expect(
        await whoIs(visitor, headerOf(pairs.with(at, [name, value.slice(1)]))),
        `cut ${name}`,
      ).toBeNull()
    }
  })

  it("CH-2: their order in the header is none of theirs; other numbers are no numbers", async () => {
    const [first] = pairs
    const base = first![0].replace(/\.0$/, "")
    expect(await whoIs(visitor, headerOf(pairs.toReversed()))).toBe("Ada")
    const swapped = pairs.map(([name], at): Pair => [name, pairs[(at + 1) % pairs.length]![1]])
    expect(await whoIs(visitor, headerOf(swapped))).toBeNull()
    for (const suffix of [
      ".00",
      ".01",
      ".-1",
      ".+1",
      ".1e1",
      ".0x1",
      Buffer.from(".\u0663").toString("latin1"),
      ". 1",
      ".1.",
      ".",
      "..1",
      ".9",
      ".99",
      ".1000000",
      ".NaN",
      ".Infinity",
      ".__proto__",
      ".length",
    ]) {
      const strange: Pair = [`${base}${suffix}`, "x".repeat(100)]
      expect(await whoIs(visitor, headerOf([strange, ...pairs])), suffix).toBe("Ada")
      expect(await whoIs(visitor, headerOf([...pairs, strange])), suffix).toBe("Ada")
      expect(await clearedBy(visitor, headerOf([strange, ...pairs])), suffix).toEqual([])
    }
  })

  it("CH-2: a piece too many, or twice, takes nothing away", async () => {
    const base = pairs[0]![0].replace(/\.0$/, "")
    const extra: Pair = [`${base}.${pairs.length}`, "stale"]
    expect(await whoIs(visitor, headerOf([...pairs, extra]))).toBe("Ada")
    for (const [name] of pairs) {
      const cookie = headerOf([[name, "planted"], ...pairs])
      expect([null, "Ada"]).toContain(await whoIs(visitor, cookie))
      expect(await clearedBy(visitor, cookie)).toEqual([])
    }
  })

  it("CH-3: one in a single cookie beside the pieces counts only if it is sealed, and both only if they are one person's", async () => {
    const base = pairs[0]![0].replace(/\.0$/, "")
    for (const value of ["forged", "", "x".repeat(3_000)])
      expect(await whoIs(visitor, headerOf([[base, value], ...pairs]))).toBe("Ada")
    const eve = visitor.site.visitor(door)
    eve.config = { ...eve.config, callbacks: {} }
    await eve.signIn("Eve")
    const [[name, value]] = sessionPairs(eve) as [Pair]
    expect(name).toBe(base)
    expect(await whoIs(visitor, headerOf([[name, value]]))).toBe("Eve")
    expect(await whoIs(visitor, headerOf([[name, value], ...pairs]))).toBeNull()
    expect(await whoIs(visitor, headerOf([...pairs, [name, value]]))).toBeNull()
  })

  it("CH-4: what grows or shrinks leaves no old piece behind", async () => {
    const one = visitor.site.visitor(door)
    const sizes = [7_000, 10, door.compat === undefined ? 5_000 : 15_000, 4_000, 0]
    for (const size of sizes) {
      one.config = {
        ...one.config,
        callbacks: {
          jwt: ({ token }: { token: object }) => ({ ...token, text: "x".repeat(size) }),
        } as never,
      }
      await one.signIn()
      const own = sessionPairs(one)
      expect(await whoIs(one, headerOf(own))).toBe("Ada")
      const isWhole = own.every(([name]) => name.endsWith("session-token"))
      const numbers = own
        .map(([name]) => Number(/\.(\d+)$/.exec(name)?.[1] ?? 0))
        .toSorted((a, b) => a - b)
      expect(isWhole ? own.length : numbers.at(-1)! + 1).toBe(own.length)
    }
  })
})

describe("CT-3: a jar that overflows", () => {
  it("signs out, and is nobody's when an attacker fills it", async () => {
    const site = siteOf()
    const [ada, mallory] = [site.visitor(own), site.visitor(own)]
    await ada.signIn("Ada")
    await mallory.signIn("Mallory")
    const junk = Array.from({ length: 180 }, (_, at): Pair => [`junk${at}`, "x"])
    expect(await whoIs(ada, headerOf([...junk, ...pairsOf(ada)]))).toBe("Ada")
    expect(await whoIs(ada, headerOf(junk))).toBeNull()
    // A sibling can't write `__Host-`; what it can write is no place for a token of ours.
    const [, token] = sessionPairs(mallory)[0]!
    for (const name of [
      "latchkey",
      "__Secure-latchkey",
      "__Secure-authjs",
      "__Secure-next-auth",
      "authjs",
      "next-auth",
    ]) {
      expect(
        await whoIs(ada, headerOf([...junk, [`${name}.session-token`, token]])),
        name,
      ).toBeNull()
    }
    expect(ada.origin).toBe(ORIGIN)
  })
})
