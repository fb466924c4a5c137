/** The limits as browsers meet them, one request after the other. */
import { readFileSync } from "node:fs"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import { assurance } from "../../src/config/assurance.ts"
import type { ThrottleOptions } from "../../src/contracts/throttle.ts"
import { createRing } from "../../src/keys/ring.ts"
import { enter } from "../../src/throttle/attempt.ts"
import { countHere } from "../../src/throttle/count-here.ts"
import {
  CONCURRENT,
  DEFAULTS,
  IPV6_PREFIX,
  SCOPES,
  UNKNOWN_ADDRESS,
} from "../../src/throttle/defaults.ts"
import { DEVICE_MAX_AGE } from "../../src/throttle/device.ts"
import { assertThrottle } from "../../src/throttle/limits.ts"
import { own, SECRET, v4, v5 } from "../support/browser.ts"
import { forgetCounts, outcome, repeat, site, tally, Visitor } from "./site.ts"

/** Some moment that no limit's time begins at. */
const NOON = Date.UTC(2026, 2, 1, 12, 0, 7)

beforeEach(() => {
  forgetCounts()
  vi.useFakeTimers({ toFake: ["Date"], now: NOON })
})
afterEach(() => void vi.useRealTimers())

const limits = (
  action: keyof typeof DEFAULTS,
  rule: NonNullable<NonNullable<Exclude<AuthConfig["throttle"], boolean>>["limits"]>[typeof action],
): Partial<AuthConfig> => ({ throttle: { limits: { [action]: rule } } })

const NONE = { address: false, pair: false, account: false, everyone: false } as const

describe("RL-1: each scope has its limit", () => {
  it("RL-1: one address guesses for one account five times in a quarter of an hour", async () => {
    const on = site()
    const visitor = new Visitor(on)
    const outcomes = await repeat(8, () => visitor.password("ada", "wrong"))
    expect(tally(outcomes)).toEqual({ CredentialsSignin: 5, TooManyAttempts: 3 })
    expect(on.asked).toHaveLength(5)
    // Also with the right password: or guessing would go on.
    expect(await visitor.password("ada", "right")).toBe("TooManyAttempts")
    expect(await visitor.session()).toBeNull()
    expect(await visitor.password("grace", "right")).toBe("in")
  })

  it("RL-1: all addresses together guess for one account ten times", async () => {
    const on = site()
    const outcomes = await repeat(30, (n) =>
      new Visitor(on, `198.51.100.${n}`).password("ada", "wrong"),
    )
    expect(tally(outcomes)).toEqual({ CredentialsSignin: 10, TooManyAttempts: 20 })
    expect(await new Visitor(on, "192.0.2.1").password("grace", "right")).toBe("in")
  })

  it("RL-1: and a hundred times in a day, however slowly", async () => {
    const ring = await createRing([SECRET], "test")
    let tried = 0
    for (let n = 0; n < 1_200; n++) {
      vi.setSystemTime(NOON + n * 60_000)
      const attempt = {
        action: "credentials",
        address: `198.51.${n >> 8}.${n & 255}`,
        accounts: ["ada"],
      } as const
      const pass = await enter({ options: {}, ring, count: countHere }, attempt).catch(() => null)
      if (pass) tried++
    }
    // Ten in each of eighty quarters would be eight hundred. The day of this account may end once within twenty hours.
    expect(tried).toBeGreaterThanOrEqual(100)
    expect(tried).toBeLessThanOrEqual(200)
  })

  it("RL-1: one address tries fifty accounts", async () => {
    const on = site()
    const visitor = new Visitor(on)
    const outcomes = await repeat(60, (n) => visitor.password(`user${n}`, "wrong"))
    expect(tally(outcomes)).toEqual({ CredentialsSignin: 50, TooManyAttempts: 10 })
    expect(await new Visitor(on, "203.0.113.2").password("user59", "right")).toBe("in")
  })

  it("RL-1: a limit for everyone counts all of them", async () => {
    const on = site(limits("credentials", { everyone: { attempts: 7, seconds: 60 } }))
    const outcomes = await repeat(12, (n) =>
      new Visitor(on, `198.51.100.${n}`).password(`user${n}`, "wrong"),
    )
    expect(tally(outcomes)).toEqual({ CredentialsSignin: 7, TooManyAttempts: 5 })
  })

  it("RL-1: several limits of one scope hold at once", async () => {
    const account = [
      { attempts: 2, seconds: 60 },
      { attempts: 3, seconds: 86_400 },
    ]
    const on = site(limits("credentials", { ...NONE, account }))
    const visitor = new Visitor(on)
    const first = await repeat(4, () => visitor.password("ada", "wrong"))
    vi.setSystemTime(NOON + 120_000)
    const second = await repeat(4, () => visitor.password("ada", "wrong"))
    expect([tally(first)["CredentialsSignin"], tally(second)["CredentialsSignin"]]).toEqual([2, 1])
  })

  it.each([
    ["an action", { throttle: { limits: { credentials: false } } }],
    ["all", { throttle: false }],
    ["each scope", limits("credentials", NONE)],
  ] satisfies [string, Partial<AuthConfig>][])(
    "RL-1: %s can be left without",
    async (_, config) => {
      const on = site(config)
      const visitor = new Visitor(on)
      expect(tally(await repeat(60, () => visitor.password("ada", "wrong")))).toEqual({
        CredentialsSignin: 60,
      })
    },
  )

  it.each([
    ["Auth.js 5", v5],
    ["NextAuth 4", v4],
  ])("RL-1: through the door of %s nothing is limited, unless it is asked for", async (_, door) => {
    const as = site()
    const before = new Visitor(as, "203.0.113.1", door)
    expect(tally(await repeat(20, () => before.password("ada", "wrong")))).toEqual({
      CredentialsSignin: 20,
    })
    forgetCounts()
    const on = site({ throttle: true })
    const after = new Visitor(on, "203.0.113.1", door)
    expect(tally(await repeat(20, () => after.password("ada", "wrong")))).toEqual({
      CredentialsSignin: 5,
      TooManyAttempts: 15,
    })
  })

  it("RL-1: the table of the documentation is the one that is in force", async () => {
    const page = readFileSync(new URL("../../../../docs/throttling.md", import.meta.url), "utf8")
    const rows = page.split("\n").filter((line) => /^\| `\w+` /.test(line))
    const said = Object.fromEntries(
      rows
        .map((line) => line.split("|").map((cell) => cell.trim()))
        .map((cells) => [cells[1]!.replaceAll("`", ""), cells.slice(3, 7)]),
    )
    const time = (seconds: number): string =>
      seconds === 900 ? "15 min" : seconds === 3_600 ? "hour" : seconds === 86_400 ? "day" : "?"
    for (const [action, rule] of Object.entries(DEFAULTS)) {
      const cells = (["address", "pair", "account", "device"] as const).map((scope) => {
        const all = [rule[scope] ?? []].flat()
        const texts = all.map((one) => one && `${one.attempts} / ${time(one.seconds)}`)
        return texts.join(", ") || "—"
      })
      expect(said[action], action).toEqual(cells)
    }
  })
})

describe("NI-07: a hundred failures in a row", () => {
  /** Four an hour, so that no other limit holds; answers how many reached `authorize`. */
  async function guesses(on: ReturnType<typeof site>, times: number, from = 0): Promise<number> {
    const before = on.asked.length
    for (let n = from; n < from + times; n++) {
      vi.setSystemTime(NOON + n * 15 * 60_000)
      await new Visitor(on, `198.51.${n >> 8}.${n & 255}`).password("ada", "wrong")
    }
    return on.asked.length - before
  }

  it("NI-07: close the password of an account, and no other way in", async () => {
    const on = site({ throttle: assurance.throttle })
    expect(await guesses(on, 120)).toBe(100)
    vi.setSystemTime(NOON + 30 * 86_400_000)
    expect(await new Visitor(on, "192.0.2.1").password("ada", "right")).toBe("TooManyAttempts")
    expect(await new Visitor(on, "192.0.2.1").password("grace", "right")).toBe("in")
    const owner = new Visitor(on, "192.0.2.2")
    await owner.link("ada@example.com")
    expect(outcome(await owner.get(on.mails[0]!.url))).toBe("in")
  })

  it("NI-07: a success in between begins the count anew", async () => {
    const on = site({ throttle: assurance.throttle })
    expect(await guesses(on, 99)).toBe(99)
    expect(await new Visitor(on, "192.0.2.1").password("ada", "right")).toBe("in")
    expect(await guesses(on, 120, 100)).toBe(100)
  })

  it("NI-07: a browser that is known has none of its own", async () => {
    const on = site({ throttle: assurance.throttle })
    const owner = new Visitor(on, "192.0.2.1")
    await owner.password("ada", "right")
    expect(await guesses(on, 120)).toBe(100)
    expect(await owner.password("ada", "wrong")).toBe("TooManyAttempts")
  })
})

describe("RL-1: options that would limit nothing are refused", () => {
  it.each([
    ["an action that is none", { limits: { password: {} } }],
    ["a scope that is none", { limits: { credentials: { ip: false } } }],
    ["no attempts", { limits: { credentials: { account: { attempts: 0, seconds: 60 } } } }],
    ["half an attempt", { limits: { credentials: { account: { attempts: 1.5, seconds: 60 } } } }],
    ["endless attempts", { limits: { mail: { address: { attempts: Infinity, seconds: 60 } } } }],
    ["no time", { limits: { mail: { address: { attempts: 1, seconds: 0 } } } }],
    ["a time that is no number", { limits: { mail: { address: { attempts: 1, seconds: "60" } } } }],
    ["no limit at all", { limits: { mail: { address: [null] } } }],
    ["a list with one that is none", { limits: { mail: { account: [{ attempts: 1 }] } } }],
    ["a failure that is none", { onStoreFailure: "open" }],
    ["a prefix for the whole world", { ipv6Prefix: 0 }],
    ["a prefix that is none", { ipv6Prefix: 129 }],
    ["a store that can't count", { store: {} }],
    ["an account that is no function", { account: "email" }],
    ["nobody at once", { concurrent: 0 }],
    ["a crowd that is none", { concurrent: "many" }],
  ])("RL-1: %s", async (_, options) => {
    expect(() => assertThrottle(options as never)).toThrow(TypeError)
    const visitor = new Visitor(site({ throttle: options as never }))
    expect((await visitor.get("/csrf")).status).toBe(500)
  })

  it("RL-4: a proxy's network that is none", async () => {
    const visitor = new Visitor(site({ clientIp: { proxies: ["10.0.0.0/40"] } }))
    expect((await visitor.get("/csrf")).status).toBe(500)
  })
})

describe("RL-5: the time of a limit", () => {
  it("RL-5: ends when it was to end, however much is tried meanwhile", async () => {
    const on = site(limits("credentials", { ...NONE, account: { attempts: 3, seconds: 900 } }))
    const visitor = new Visitor(on)
    let tried = 0
    // Two hours, an attempt each twenty seconds.
    for (let n = 0; n < 360; n++) {
      vi.setSystemTime(NOON + n * 20_000)
      if ((await visitor.password("ada", "wrong")) === "CredentialsSignin") tried++
    }
    // Eight whole quarters and the two at the ends, which lie within the ninth.
    expect(tried).toBeGreaterThanOrEqual(8 * 3)
    expect(tried).toBeLessThanOrEqual(9 * 3)
  })

  it("RL-5: is told: after Retry-After, and not before, there is another attempt", async () => {
    const on = site(limits("credentials", { ...NONE, account: { attempts: 1, seconds: 900 } }))
    const visitor = new Visitor(on)
    await visitor.password("ada", "wrong")
    const refused = await visitor.post(
      "/callback/credentials",
      { username: "ada", password: "wrong" },
      { "x-auth-return-redirect": "1" },
    )
    const seconds = Number(refused.headers.get("retry-after"))
    expect(seconds).toBeGreaterThanOrEqual(1)
    expect(seconds).toBeLessThanOrEqual(900)
    vi.setSystemTime(NOON + (seconds - 1) * 1000)
    expect(await visitor.password("ada", "wrong")).toBe("TooManyAttempts")
    vi.setSystemTime(NOON + seconds * 1000)
    expect(await visitor.password("ada", "wrong")).toBe("CredentialsSignin")
  })

  it("RL-5: a clock that is set back gives no further attempts", async () => {
    const on = site(limits("credentials", { ...NONE, account: { attempts: 2, seconds: 900 } }))
    const visitor = new Visitor(on)
    await repeat(2, () => visitor.password("ada", "wrong"))
    vi.setSystemTime(NOON - 1_000)
    expect(await visitor.password("ada", "wrong")).toBe("TooManyAttempts")
  })
})

describe("RL-9: one account, one route, however they are written", () => {
  it.each([
    ["case", "ADA@Example.com"],
    ["blanks around it", "  ada@example.com  "],
    ["a blank within", "ada @example.com"],
    ["full-width letters", "ａｄａ@example.com"],
    ["a mark that can't be seen", "a\u200bda@example.com"],
    ["a soft hyphen", "a\u00adda@example.com"],
    ["a NUL", "ada\u0000@example.com"],
    ["a tag", "ada+1@example.com"],
  ])("RL-9: %s makes no other account", async (_, spelling) => {
    const on = site(limits("credentials", { ...NONE, account: { attempts: 2, seconds: 900 } }))
    const visitor = new Visitor(on)
    await repeat(2, () => visitor.password("ada@example.com", "wrong"))
    expect(await visitor.password(spelling, "wrong")).toBe("TooManyAttempts")
    expect(await visitor.password("grace@example.com", "wrong")).toBe("CredentialsSignin")
  })

  it("RL-9: the dots of Gmail, and its other name", async () => {
    const on = site(limits("mail", { ...NONE, account: { attempts: 1, seconds: 900 } }))
    const visitor = new Visitor(on)
    expect(await visitor.link("ada.lovelace@gmail.com")).toBe("in")
    expect(await visitor.link("a.dalovelace+x@googlemail.com")).toBe("TooManyAttempts")
    expect(await visitor.link("ada.lovelace@example.com")).toBe("in")
    expect(await visitor.link("adalovelace@example.com")).toBe("in")
  })

  it.each([
    "/callback/credentials/",
    "//callback/credentials",
    "/callback//credentials",
    "/./callback/credentials",
    "/callback/./credentials",
    "/x/../callback/credentials",
    "/callback/%63redentials",
    "/%63allback/credentials",
    "/callback%2fcredentials",
    "/CALLBACK/credentials",
    "/callback/Credentials",
    "/callback;x/credentials",
    "/callback/credentials;x=1",
    "/callback/credentials?x=1",
    "/callback/credentials#x",
    "/callback\\credentials",
    "/callback/credentials%00",
    "/callback/credentials%20",
  ])("RL-9: ADV-BA09: %s is the same route, or none", async (path) => {
    const on = site()
    const visitor = new Visitor(on)
    await repeat(5, () => visitor.password("ada", "wrong"))
    const asked = on.asked.length
    await visitor.post(path, { username: "ada", password: "wrong" })
    expect(on.asked).toHaveLength(asked)
  })

  it.each(["text/plain", "multipart/form-data; boundary=x", "application/json"])(
    "RL-9: a body as %s is counted in the same bucket, or refused",
    async (type) => {
      const on = site()
      const visitor = new Visitor(on)
      await repeat(5, () => visitor.password("ada", "wrong"))
      const fields = {
        csrfToken: await visitor.csrfToken(),
        username: "ada",
        password: "wrong",
      }
      const asked = on.asked.length
      await visitor.send("/callback/credentials", {
        method: "POST",
        headers: { "content-type": type, origin: visitor.origin },
        body: JSON.stringify(fields),
      })
      expect(on.asked).toHaveLength(asked)
    },
  )

  it("RL-9: a form that nobody declared: whichever field names the account, others don't help", async () => {
    const undeclared = site().config.providers!.map((provider) =>
      typeof provider === "object" && provider.type === "credentials"
        ? { ...provider, credentials: {} }
        : provider,
    )
    const on = site({
      ...limits("credentials", { ...NONE, account: { attempts: 3, seconds: 900 } }),
      providers: undeclared,
    })
    const visitor = new Visitor(on)
    const outcomes = await repeat(6, async (n) =>
      outcome(
        await visitor.post("/callback/credentials", {
          login: "ada",
          email: `decoy${n}@example.com`,
          password: "wrong",
        }),
      ),
    )
    expect(tally(outcomes)).toEqual({ CredentialsSignin: 3, TooManyAttempts: 3 })
  })

  it("RL-9: the application says which account is meant, where it knows better", async () => {
    const on = site({
      throttle: {
        account: ({ username }) => String(username).split("/")[1],
        limits: { credentials: { ...NONE, account: { attempts: 2, seconds: 900 } } },
      },
    })
    const visitor = new Visitor(on)
    const names = ["a/ada", "b/ada", "c/ada", "d/grace"]
    const outcomes = await repeat(4, (n) => visitor.password(names[n]!, "wrong"))
    expect(outcomes).toEqual([
      "CredentialsSignin",
      "CredentialsSignin",
      "TooManyAttempts",
      "CredentialsSignin",
    ])
  })
})

describe("what is answered", () => {
  it("RL-1: to a form: a redirect to the page, which says so; to a program 429 with Retry-After", async () => {
    const on = site()
    const visitor = new Visitor(on)
    await repeat(5, () => visitor.password("ada", "wrong"))
    const fields = { username: "ada", password: "wrong" }
    const form = await visitor.post("/callback/credentials", fields)
    expect(form.status).toBe(303)
    expect(form.headers.get("location")).toBe(
      "https://app.example/auth/signin?error=TooManyAttempts",
    )
    expect(form.headers.has("retry-after")).toBe(false)
    const page = await visitor.get("/signin?error=TooManyAttempts")
    expect(await page.text()).toContain("There were too many attempts")
    const json = { "x-auth-return-redirect": "1" }
    const told = await visitor.post("/callback/credentials", fields, json)
    expect(told.status).toBe(429)
    expect(told.headers.get("retry-after")).toMatch(/^\d{1,3}$/)
    expect(await told.json()).toEqual({
      url: "https://app.example/auth/signin?error=TooManyAttempts",
    })
  })

  it("RL-1: a security event says which limit, and names no account", async () => {
    const on = site()
    const visitor = new Visitor(on)
    await repeat(6, () => visitor.password("ada-the-secret-name", "wrong"))
    expect(on.events.at(-1)).toMatchObject({
      type: "sign-in",
      outcome: "refused",
      reason: "TooManyAttempts",
      provider: "credentials",
      ip: "203.0.113.1",
      details: { action: "credentials", scope: "pair" },
    })
    expect(JSON.stringify(on.events)).not.toContain("ada-the-secret-name")
  })

  it("RL-1: no name and no address is in the store", async () => {
    const keys: string[] = []
    const on = site()
    const store = {
      increment(asked: { key: string; by: number; expires: Date }) {
        keys.push(asked.key)
        return on.adapter.increment(asked)
      },
    }
    const visitor = new Visitor({ config: { ...on.config, throttle: { store } } }, "203.0.113.77")
    await visitor.password("ada@example.com", "wrong")
    await visitor.link("ada@example.com")
    expect(keys.length).toBeGreaterThanOrEqual(6)
    for (const key of keys) {
      expect(key).toMatch(/^throttle:\w+:\w+:[\w-]{8}\.[\w-]{43}:\d+\/\d+\/\d+$/)
      expect(key).not.toMatch(/ada@|203\.0\.113/)
    }
  })

  it("RL-1: what has nothing to do with signing in is never limited", async () => {
    const on = site()
    const visitor = new Visitor(on)
    await visitor.password("grace", "right")
    await repeat(60, (n) => visitor.password(`user${n}`, "wrong"))
    expect(await visitor.password("linus", "right")).toBe("TooManyAttempts")
    expect(await visitor.session()).toMatchObject({ user: {} })
    for (const path of ["/session", "/csrf", "/providers", "/signin", "/signout"]) {
      expect((await visitor.get(path)).status).toBe(200)
    }
    expect(outcome(await visitor.post("/signout"))).toBe("in")
    expect(await visitor.session()).toBeNull()
  })

  it("own and door say the same", async () => {
    for (const door of [own, v5]) {
      forgetCounts()
      const on = site({ throttle: true })
      const visitor = new Visitor(on, "203.0.113.1", door)
      await repeat(5, () => visitor.password("ada", "wrong"))
      expect(await visitor.password("ada", "wrong")).toBe("TooManyAttempts")
    }
  })
})

describe("ASVS-6.1.1: the documentation", () => {
  const page = readFileSync(new URL("../../../../docs/throttling.md", import.meta.url), "utf8")

  it("ASVS-6.1.1: names every option, every action and every scope", () => {
    const options: Required<{ [name in keyof ThrottleOptions]: true }> = {
      limits: true,
      account: true,
      store: true,
      onStoreFailure: true,
      devices: true,
      concurrent: true,
      ipv6Prefix: true,
    }
    for (const name of Object.keys(options)) expect(page, name).toContain(`${name}: `)
    for (const action of Object.keys(DEFAULTS)) expect(page).toContain(`| \`${action}\``)
    for (const scope of SCOPES) expect(page).toContain(`- **${scope}**: `)
  })

  it("ASVS-6.1.1: says each number that holds by default", () => {
    for (const said of [
      `${UNKNOWN_ADDRESS === 20 ? "twenty" : "?"} times as large`,
      `the network of ${IPV6_PREFIX} bits`,
      `${CONCURRENT} calls of \`authorize\``,
      "4,096 characters",
      "at most 100,000 buckets",
      "within two seconds",
      `for ${DEVICE_MAX_AGE === 15_552_000 ? "half a year" : "?"}`,
      "ten minutes",
    ]) {
      expect(page).toContain(said)
    }
  })
})
