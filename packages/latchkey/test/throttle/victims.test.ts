/** Nobody is locked out by what others do, and nobody's mailbox is flooded. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import { codeAge } from "../../src/email/code-age.ts"
import { DEFAULTS } from "../../src/throttle/defaults.ts"
import { DEVICE_MAX_AGE } from "../../src/throttle/device.ts"
import { own, SECRET, v4, v5 } from "../support/browser.ts"
import { forgetCounts, outcome, repeat, type Site, site, tally, Visitor } from "./site.ts"

const NOON = Date.UTC(2026, 2, 1, 12, 0, 7)
const DEVICE = "__Host-latchkey.device"

beforeEach(() => {
  forgetCounts()
  vi.useFakeTimers({ toFake: ["Date"], now: NOON })
})
afterEach(() => void vi.useRealTimers())

/** A crowd fails for an account until its limit is reached. */
async function attacked(on: Site, account = "ada"): Promise<void> {
  const outcomes = await repeat(40, (n) =>
    new Visitor(on, `198.51.100.${n}`).password(account, "wrong"),
  )
  expect(tally(outcomes)["TooManyAttempts"]).toBeGreaterThan(0)
}

/** A browser in which somebody has signed in with a password. */
async function known(on: Site, account = "ada", address = "203.0.113.1"): Promise<Visitor> {
  const visitor = new Visitor(on, address)
  expect(await visitor.password(account, "right")).toBe("in")
  await visitor.post("/signout")
  return visitor
}

describe("RL-7: attempts of others don't keep the owner out", () => {
  it("RL-7: a browser in which they signed in before has attempts of its own", async () => {
    const on = site()
    const owner = await known(on)
    await attacked(on)
    expect(await new Visitor(on, "192.0.2.9").password("ada", "right")).toBe("TooManyAttempts")
    expect(await owner.password("ada", "right")).toBe("in")
  })

  it("RL-7: also from the attackers' own address", async () => {
    const on = site()
    const owner = await known(on)
    const attacker = new Visitor(on, owner.address)
    await repeat(60, (n) => attacker.password(`user${n}`, "wrong"))
    expect(await new Visitor(on, owner.address).password("ada", "right")).toBe("TooManyAttempts")
    expect(await owner.password("ada", "right")).toBe("in")
  })

  it("RL-7: also where there is a limit for everyone, and it is reached", async () => {
    const on = site({
      throttle: { limits: { credentials: { everyone: { attempts: 20, seconds: 900 } } } },
    })
    const owner = await known(on)
    await repeat(25, (n) => new Visitor(on, `198.51.100.${n}`).password(`user${n}`, "wrong"))
    expect(await new Visitor(on, "192.0.2.9").password("linus", "right")).toBe("TooManyAttempts")
    expect(await owner.password("ada", "right")).toBe("in")
  })

  it("RL-7: that browser guesses no more than ten times either, and uses up nobody else's", async () => {
    const on = site()
    const owner = await known(on)
    expect(tally(await repeat(15, () => owner.password("ada", "wrong")))).toEqual({
      CredentialsSignin: 10,
      TooManyAttempts: 5,
    })
    expect(await new Visitor(on, owner.address).password("ada", "right")).toBe("in")
  })

  it("RL-7: its cookie lets nobody in, and is of that account alone", async () => {
    const on = site()
    const owner = await known(on, "grace")
    await attacked(on, "ada")
    expect(await owner.session()).toBeNull()
    expect(await owner.password("ada", "right")).toBe("TooManyAttempts")
    expect(await owner.password("grace", "wrong")).toBe("CredentialsSignin")
  })

  it("RL-7: signing in again and again makes no further devices", async () => {
    const on = site()
    const owner = await known(on)
    await repeat(5, () => owner.password("ada", "wrong"))
    const copy = new Visitor(on)
    copy.cookies = new Map(owner.cookies)
    await owner.password("ada", "right")
    expect(tally(await repeat(10, () => owner.password("ada", "wrong")))).toEqual({
      CredentialsSignin: 5,
      TooManyAttempts: 5,
    })
    expect(await copy.password("ada", "wrong")).toBe("TooManyAttempts")
  })

  it("RL-7: it remembers the five accounts that signed in last", async () => {
    const on = site()
    const owner = new Visitor(on)
    for (let n = 0; n < 7; n++) await owner.password(`user${n}`, "right")
    const size = owner.cookies.get(DEVICE)!.value.length
    expect(size).toBeLessThan(700)
    for (const [account, expected] of [
      ["user0", "TooManyAttempts"],
      ["user1", "TooManyAttempts"],
      ["user2", "in"],
      ["user6", "in"],
    ] as const) {
      await attacked(on, account)
      const before = new Map(owner.cookies)
      expect(await owner.password(account, "right"), account).toBe(expected)
      owner.cookies = before
    }
  })

  it.each([
    ["another's key", (value: string) => value.replace(/\.[^.]*\./, ".AAAA.")],
    ["one letter less", (value: string) => value.slice(0, -1)],
    ["nothing", () => ""],
    ["garbage", () => "x".repeat(200)],
    ["a session's token", (_: string, session: string) => session],
  ])("RL-7: a cookie with %s is none", async (_, change) => {
    const on = site()
    const owner = new Visitor(on)
    await owner.password("ada", "right")
    const session = owner.cookies.get("__Host-latchkey.session-token")!.value
    const { value, attributes } = owner.cookies.get(DEVICE)!
    await attacked(on)
    owner.cookies.set(DEVICE, { value: change(value, session), attributes })
    expect(await owner.password("ada", "right")).toBe("TooManyAttempts")
  })

  it("RL-7: it is HttpOnly, Secure, of this host, and ends half a year after the last sign-in", async () => {
    const on = site()
    const owner = await known(on)
    expect(owner.cookies.get(DEVICE)!.attributes).toBe(
      `Max-Age=${DEVICE_MAX_AGE}; Path=/; HttpOnly; Secure; SameSite=Lax`,
    )
    await attacked(on)
    vi.setSystemTime(NOON + (DEVICE_MAX_AGE + 3_600) * 1000)
    forgetCounts()
    await attacked(on)
    expect(await owner.password("ada", "right")).toBe("TooManyAttempts")
  })

  it("RL-7: it outlives a rotation, and not the end of its key", async () => {
    const next = "new-secret-of-thirty-two-characters!"
    const on = site()
    const owner = await known(on)
    const of = (secret: string | string[]): Site => ({ ...on, config: { ...on.config, secret } })
    await attacked(of([next, SECRET]))
    const before = new Map(owner.cookies)
    owner.config = { ...owner.config, secret: [next, SECRET] }
    expect(await owner.password("ada", "right")).toBe("in")
    owner.cookies = before
    owner.config = { ...owner.config, secret: next }
    await attacked(of(next))
    expect(await owner.password("ada", "right")).toBe("TooManyAttempts")
  })

  it("RL-7: it can be left out", async () => {
    const on = site({ throttle: { devices: false } })
    const owner = await known(on)
    expect(owner.names()).not.toContain(DEVICE)
    await attacked(on)
    expect(await owner.password("ada", "right")).toBe("TooManyAttempts")
  })

  it("RL-7: sessions that are there go on, and so does a mailed link", async () => {
    const on = site()
    const owner = new Visitor(on)
    await owner.password("ada@example.com", "right")
    await attacked(on, "ada@example.com")
    expect(await owner.session()).toMatchObject({ user: { id: "id of ada@example.com" } })
    const elsewhere = new Visitor(on, "192.0.2.9")
    expect(await elsewhere.password("ada@example.com", "right")).toBe("TooManyAttempts")
    expect(await elsewhere.link("ada@example.com")).toBe("in")
    expect(outcome(await elsewhere.get(on.mails.at(-1)!.url))).toBe("in")
    expect(await elsewhere.session()).toMatchObject({ user: { email: "ada@example.com" } })
  })

  it("RL-7: an account is closed for a quarter of an hour, not for good", async () => {
    const on = site()
    await attacked(on)
    vi.setSystemTime(NOON + 15 * 60_000)
    expect(await new Visitor(on, "192.0.2.9").password("ada", "right")).toBe("in")
  })

  it("RL-7: a sign-in gives back its own attempt, and no failure before it", async () => {
    const on = site()
    const attacker = new Visitor(on)
    for (let n = 0; n < 49; n++) await attacker.password(`user${n}`, "wrong")
    // An account of their own between guesses buys none.
    for (let n = 0; n < 10; n++) expect(await attacker.password("mallory", "right")).toBe("in")
    expect(await attacker.password("user50", "wrong")).toBe("CredentialsSignin")
    expect(await attacker.password("user51", "wrong")).toBe("TooManyAttempts")
  })

  it("RL-7: one address that goes on failing uses up nothing of the account", async () => {
    const on = site()
    const attacker = new Visitor(on)
    await repeat(200, () => attacker.password("ada", "wrong"))
    expect(await new Visitor(on, "192.0.2.9").password("ada", "wrong")).toBe("CredentialsSignin")
    expect(await new Visitor(on, "192.0.2.9").password("ada", "right")).toBe("in")
  })

  it("RL-7: from names of which any could be the account's no device is made", async () => {
    const providers = site().config.providers!.map((provider) =>
      typeof provider === "object" && provider.type === "credentials"
        ? { ...provider, credentials: {} }
        : provider,
    )
    const on = site({ providers })
    const visitor = new Visitor(on)
    const fields = { username: "mallory", email: "ada@example.com", password: "right" }
    expect(outcome(await visitor.post("/callback/credentials", fields))).toBe("in")
    expect(visitor.names()).not.toContain(DEVICE)
    await visitor.post("/callback/credentials", { username: "mallory", password: "right" })
    expect(visitor.names()).toContain(DEVICE)
  })

  it.each([
    ["Auth.js 5", v5, "__Secure-authjs.device"],
    ["NextAuth 4", v4, "__Secure-next-auth.device"],
  ])(
    "RL-7: through the door of %s there is no such cookie unless it is asked for",
    async (_, door, name) => {
      for (const throttle of [undefined, true]) {
        const on = site(throttle === undefined ? {} : { throttle })
        const visitor = new Visitor(on, "203.0.113.1", door)
        await visitor.password("ada", "right")
        expect(visitor.names().includes(name)).toBe(throttle === true)
      }
    },
  )
})

describe("RL-10: mails", () => {
  it("RL-10: a mailbox gets five in an hour, whoever asks", async () => {
    const on = site()
    const outcomes = await repeat(20, (n) =>
      new Visitor(on, `198.51.100.${n}`).link("ada@example.com"),
    )
    expect(tally(outcomes)).toEqual({ in: 5, TooManyAttempts: 15 })
    expect(on.mails).toHaveLength(5)
  })

  it("RL-10: and twenty in a day", async () => {
    const on = site()
    for (let hour = 0; hour < 12; hour++) {
      vi.setSystemTime(NOON + hour * 3_600_000)
      await repeat(8, (n) => new Visitor(on, `198.51.${hour}.${n}`).link("ada@example.com"))
    }
    // The day of this mailbox may end once within these twelve hours.
    expect(on.mails.length).toBeGreaterThanOrEqual(20)
    expect(on.mails.length).toBeLessThanOrEqual(40)
  })

  it.each([
    ["tags", (n: number) => `ada+${n}@example.com`],
    ["case", (n: number) => (n % 2 === 0 ? "Ada@Example.com" : "ADA@example.COM")],
    ["blanks", (n: number) => `${" ".repeat(n)}ada@example.com`],
    [
      "dots at Gmail",
      (n: number) => `a${n % 2 === 0 ? "." : ""}d${n % 3 === 0 ? "." : ""}a@gmail.com`,
    ],
  ])("RL-10: %s make no other mailbox", async (_, spelling) => {
    const on = site()
    await repeat(12, (n) => new Visitor(on, `198.51.100.${n}`).link(spelling(n)))
    expect(on.mails).toHaveLength(5)
  })

  it("RL-10: one address writes to twenty mailboxes in an hour", async () => {
    const on = site()
    const visitor = new Visitor(on)
    const outcomes = await repeat(30, (n) => visitor.link(`user${n}@example.com`))
    expect(tally(outcomes)).toEqual({ in: 20, TooManyAttempts: 10 })
    expect(on.mails).toHaveLength(20)
  })

  it("RL-10: of 200 that ask at once for one mailbox five are answered", async () => {
    const on = site()
    const visitors = await Promise.all(
      Array.from({ length: 200 }, async (_, n) => {
        const visitor = new Visitor(on, `198.51.100.${n}`)
        await visitor.csrfToken()
        return visitor
      }),
    )
    await Promise.all(visitors.map((one) => one.link("ada@example.com")))
    expect(on.mails).toHaveLength(5)
  })

  it("RL-10: a flooded mailbox has links that work, and its owner's browser gets one more", async () => {
    const on = site()
    const owner = new Visitor(on)
    await owner.link("ada@example.com")
    await owner.get(on.mails[0]!.url)
    await owner.post("/signout")
    vi.setSystemTime(NOON + 3_600_000)
    await repeat(20, (n) => new Visitor(on, `198.51.100.${n}`).link("ada@example.com"))
    expect(on.mails).toHaveLength(6)
    expect(await owner.link("ada@example.com")).toBe("in")
    expect(on.mails).toHaveLength(7)
    expect(tally(await repeat(10, () => owner.link("ada@example.com")))).toEqual({
      in: 4,
      TooManyAttempts: 6,
    })
    const elsewhere = new Visitor(on, "192.0.2.9")
    expect((await elsewhere.get(on.mails[2]!.url)).status).toBe(200)
    const { searchParams } = new URL(on.mails[2]!.url)
    const fields = { token: searchParams.get("token")!, email: "ada@example.com" }
    expect(outcome(await elsewhere.post("/callback/email", fields))).toBe("in")
  })

  it("RL-10: a mail that was not sent, since there were too many, leaves no link in the store", async () => {
    const on = site()
    const rows: unknown[] = []
    const adapter = {
      ...on.adapter,
      createVerificationToken: (row: Parameters<typeof on.adapter.createVerificationToken>[0]) => {
        rows.push(row)
        return on.adapter.createVerificationToken(row)
      },
    }
    const flooded: Partial<AuthConfig> = { ...on.config, adapter }
    await repeat(9, () => new Visitor({ config: flooded }).link("ada@example.com"))
    expect(rows).toHaveLength(5)
  })
})

describe("RL-8: guessing what was mailed", () => {
  /** An application that mails codes. */
  function codes(digits: number): Site {
    const on = site()
    const providers = on.config.providers!.map((provider) =>
      typeof provider === "object" && provider.type === "email"
        ? {
            ...provider,
            generateVerificationToken: () =>
              String(Math.floor(Math.random() * 10 ** digits)).padStart(digits, "0"),
          }
        : provider,
    )
    return { ...on, config: { ...on.config, providers } }
  }
  const guess = async (visitor: Visitor, token: string): Promise<string> =>
    outcome(await visitor.post("/callback/email", { token, email: "ada@example.com" }))

  it("RL-8: one mailbox's code is guessed at ten times in a quarter of an hour", async () => {
    const on = codes(6)
    await new Visitor(on).link("ada@example.com")
    const code = new URL(on.mails[0]!.url).searchParams.get("token")!
    const wrong = code === "000000" ? "000001" : "000000"
    const outcomes = await repeat(20, (n) => guess(new Visitor(on, `198.51.100.${n}`), wrong))
    expect(tally(outcomes)).toEqual({ Verification: 10, TooManyAttempts: 10 })
    // The right one does not help any more, from there.
    expect(await guess(new Visitor(on, "192.0.2.9"), code)).toBe("TooManyAttempts")
  })

  it("RL-8: the browser that asked opens its link all the same", async () => {
    const on = codes(6)
    const owner = new Visitor(on)
    await owner.link("ada@example.com")
    await repeat(20, (n) => guess(new Visitor(on, `198.51.100.${n}`), "wrong"))
    expect(outcome(await owner.get(on.mails[0]!.url))).toBe("in")
    expect(await owner.session()).toMatchObject({ user: { email: "ada@example.com" } })
  })

  it("RL-8: twenty times in a day, and so the odds are what the documentation says", async () => {
    const on = codes(8)
    await new Visitor(on).link("ada@example.com")
    const outcomes: string[] = []
    for (let quarter = 0; quarter < 24; quarter++) {
      vi.setSystemTime(NOON + quarter * 15 * 60_000)
      outcomes.push(
        ...(await repeat(11, (n) => guess(new Visitor(on, `198.51.${quarter}.${n}`), "wrong"))),
      )
    }
    const tries = tally(outcomes)["Verification"]!
    // A border of the day may lie within these six hours: twice as many then, and as few on the next day.
    expect(tries).toBeGreaterThanOrEqual(20)
    expect(tries).toBeLessThanOrEqual(40)
    const live = 20
    expect((20 * live) / 10 ** 8).toBeLessThanOrEqual(1e-4)
    // Six digits for ten minutes: no more than an hour's links live at once.
    expect((20 * 5) / 10 ** 6).toBeLessThanOrEqual(1e-4)
    expect((20 * live) / 2 ** 256).toBeLessThan(1e-73)
  })

  it.each([
    [6, 10 * 60],
    [7, 24 * 60 * 60],
    [8, 24 * 60 * 60],
  ])("RL-8: a code of %i digits lives for %i seconds", async (digits, seconds) => {
    const on = codes(digits)
    await new Visitor(on).link("ada@example.com")
    const code = new URL(on.mails[0]!.url).searchParams.get("token")!
    expect(code).toHaveLength(digits)
    vi.setSystemTime(NOON + (seconds + 1) * 1000)
    expect(await guess(new Visitor(on, "192.0.2.9"), code)).toBe("Verification")
    await new Visitor(on).link("ada@example.com")
    const later = new URL(on.mails[1]!.url).searchParams.get("token")!
    vi.setSystemTime(NOON + (2 * seconds - 1) * 1000)
    expect(await guess(new Visitor(on, "192.0.2.9"), later)).toBe("in")
  })

  it.each([1, 3, 5])("RL-8: a code of %i digits is mailed to nobody", async (digits) => {
    const on = codes(digits)
    expect(await new Visitor(on).link("ada@example.com")).toBe("EmailSignin")
    expect(on.mails).toEqual([])
  })

  it("RL-8: the odds in a day are at most 1 in 10,000 for every code that is mailed", () => {
    const DAY = 24 * 60 * 60
    const limit = (action: "mail" | "link", seconds: number): number =>
      [DEFAULTS[action].account || []].flat().find((one) => one.seconds === seconds)!.attempts
    const samples = ["0", "a", "A", "-", "0a", "aA", "0aA", "0aA-"]
    const ages = new Set<number>()
    for (const sample of samples) {
      const size = [...sample].reduce((sum, one) => sum + { 0: 10, a: 26, A: 26, "-": 32 }[one]!, 0)
      for (let length = sample.length; length <= 40; length++) {
        const code = sample.padEnd(length, sample)
        let age: number
        try {
          age = codeAge(code, DAY)
        } catch {
          expect(size ** length).toBeLessThan(1_000_000)
          continue
        }
        ages.add(age)
        const live = age <= 3_600 ? limit("mail", 3_600) : limit("mail", DAY)
        expect((limit("link", DAY) * live) / size ** length, code).toBeLessThanOrEqual(1e-4)
      }
    }
    expect([...ages].toSorted((a, b) => a - b)).toEqual([600, DAY])
    expect(codeAge("123456", 60)).toBe(60)
  })

  it("RL-8: a code counts for its mailbox alone, and once", async () => {
    const on = codes(8)
    await new Visitor(on).link("ada@example.com")
    const code = new URL(on.mails[0]!.url).searchParams.get("token")!
    const visitor = new Visitor(on, "192.0.2.9")
    const other = { token: code, email: "grace@example.com" }
    expect(outcome(await visitor.post("/callback/email", other))).toBe("Verification")
    expect(await guess(visitor, code)).toBe("in")
    expect(await guess(new Visitor(on, "192.0.2.10"), code)).toBe("Verification")
  })

  it("RL-8: an opened link gives its attempt back", async () => {
    const on = site()
    for (let n = 0; n < 25; n++) {
      vi.setSystemTime(NOON + n * 3_600_000)
      await new Visitor(on).link("ada@example.com")
      const { searchParams } = new URL(on.mails.at(-1)!.url)
      const visitor = new Visitor(on, "192.0.2.9")
      if (searchParams.get("token") === null) throw new Error("no token")
      await guess(visitor, searchParams.get("token")!)
    }
    expect(on.mails.length).toBeGreaterThanOrEqual(20)
  })

  it("own name and door count the same", async () => {
    for (const door of [own, v5]) {
      forgetCounts()
      const on = site({ throttle: true })
      const outcomes = await repeat(12, (n) =>
        guess(new Visitor(on, `198.51.100.${n}`, door), "wrong"),
      )
      expect(tally(outcomes)).toEqual({ Verification: 10, TooManyAttempts: 2 })
    }
  })
})
