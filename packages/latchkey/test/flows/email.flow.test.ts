import { describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { EmailConfig } from "../../src/contracts/provider.ts"
import type { VerificationToken } from "../../src/contracts/adapter.ts"
import { Browser, locationOf, own, SECRET, v4, v5 } from "../support/browser.ts"

const NEW = "new-secret-of-thirty-two-characters!"

interface Setup {
  readonly config: Partial<AuthConfig>
  readonly mails: { readonly url: string; readonly identifier: string; readonly token: string }[]
  readonly rows: VerificationToken[]
}

function setUp(): Setup {
  const mails: Setup["mails"] = []
  const rows: VerificationToken[] = []
  const email: EmailConfig = {
    id: "email",
    name: "E-mail",
    type: "email",
    sendVerificationRequest: ({ url, identifier, token }) =>
      void mails.push({ url, identifier, token }),
  }
  const memory = MemoryAdapter()
  const adapter = {
    ...memory,
    createVerificationToken: (row: VerificationToken) => {
      rows.push(row)
      return memory.createVerificationToken!(row)
    },
  }
  const logger = { error: () => {}, warn: () => {}, debug: () => {}, info: () => {} }
  return {
    config: { providers: [email], adapter, session: { strategy: "jwt" }, logger },
    mails,
    rows,
  }
}

describe.each([
  ["latchkey", own],
  ["v5 door", v5],
  ["v4 door", v4],
] as const)("a mailed link through %s", (_, door) => {
  it("signs in the browser that asked for it, once", async () => {
    const { config, mails, rows } = setUp()
    const browser = new Browser(config, { door })
    const asked = await browser.post("/signin/email", {
      email: " Ada@Example.com ",
      callbackUrl: "/in",
    })
    expect(locationOf(asked).pathname).toBe(`${browser.basePath}/verify-request`)
    expect(mails[0]!.identifier).toBe("ada@example.com")
    expect(rows[0]!.token).not.toContain(mails[0]!.token)
    const opened = await browser.get(mails[0]!.url)
    expect(locationOf(opened).href).toBe("https://app.example/in")
    expect(await browser.session()).toMatchObject({ user: { email: "ada@example.com" } })
    const again = new Browser(config, { door })
    for (const [name, kept] of browser.cookies) again.cookies.set(name, kept)
    const second = await again.post(
      new URL(mails[0]!.url).pathname.slice(browser.basePath.length),
      {
        token: mails[0]!.token,
        email: "ada@example.com",
      },
    )
    expect(locationOf(second).searchParams.get("error")).toBe("Verification")
  })

  /** @see CS-12 */
  it("elsewhere asks first: a scanner that follows it burns nothing, a person confirms", async () => {
    const { config, mails } = setUp()
    await new Browser(config, { door }).post("/signin/email", { email: "ada@example.com" })
    const scanner = new Browser(config, { door })
    for (let i = 0; i < 3; i++) {
      const page = await scanner.get(mails[0]!.url)
      expect(page.status).toBe(200)
      expect(page.headers.get("content-type")).toContain("text/html")
      expect(scanner.names().some((name) => name.includes("session-token"))).toBe(false)
    }
    const phone = new Browser(config, { door })
    const html = await (await phone.get(mails[0]!.url)).text()
    const field = (name: string): string =>
      new RegExp(`name="${name}" value="([^"]*)"`).exec(html)![1]!.replaceAll("&#x2F;", "/")
    const confirmed = await phone.post("/callback/email", {
      csrfToken: field("csrfToken"),
      token: field("token"),
      email: field("email"),
    })
    expect(locationOf(confirmed).href).toBe("https://app.example/")
    expect(await phone.session()).toMatchObject({ user: { email: "ada@example.com" } })
  })

  /** @see ADV-AJ01 ADV-AJ08 */
  it("is worth nothing with another address, a changed token, or after its time", async () => {
    const { config, mails } = setUp()
    const browser = new Browser(config, { door })
    await browser.post("/signin/email", { email: "ada@example.com" })
    const { token } = mails[0]!
    for (const fields of [
      { token, email: "eve@example.com" },
      { token: `${token}x`, email: "ada@example.com" },
      { token: "", email: "ada@example.com" },
      { token, email: "not an address" },
    ]) {
      const answer = await browser.post("/callback/email", fields)
      expect(locationOf(answer).searchParams.get("error")).toBe("Verification")
      expect(await browser.session()).toEqual(door.compat === 4 ? {} : null)
    }
    const late = setUp()
    late.config.providers = [{ ...(late.config.providers![0] as EmailConfig), maxAge: -1 }]
    const slow = new Browser(late.config, { door })
    await slow.post("/signin/email", { email: "ada@example.com" })
    const answer = await slow.post("/callback/email", {
      token: late.mails[0]!.token,
      email: "ada@example.com",
    })
    expect(locationOf(answer).searchParams.get("error")).toBe("Verification")
  })

  it("outlives a rotation of the secret, begun or finished meanwhile", async () => {
    const { config, mails } = setUp()
    const browser = new Browser(config, { door })
    await browser.post("/signin/email", { email: "ada@example.com" })
    browser.config = { ...browser.config, secret: [NEW, SECRET] }
    await browser.get(mails[0]!.url)
    expect(await browser.session()).toMatchObject({ user: { email: "ada@example.com" } })
    await browser.post("/signout")
    await browser.post("/signin/email", { email: "ada@example.com" })
    browser.config = { ...browser.config, secret: [NEW] }
    await browser.get(mails[1]!.url)
    expect(await browser.session()).toMatchObject({ user: { email: "ada@example.com" } })
  })

  it("of fifty that race with one link, one gets in", async () => {
    const { config, mails } = setUp()
    const browser = new Browser(config, { door })
    await browser.post("/signin/email", { email: "ada@example.com" })
    const csrfToken = await browser.csrfToken()
    const fields = { csrfToken, token: mails[0]!.token, email: "ada@example.com" }
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => browser.post("/callback/email", fields)),
    )
    const inside = answers.filter((answer) => !locationOf(answer).searchParams.has("error"))
    expect(inside).toHaveLength(1)
  })

  /** @see OBS-AJ5 ADV-AJ07 ADV-AJ12 */
  it.each([
    "",
    "nobody",
    "a@b.com,c@d.com",
    "attacker@evil.com (victim.com",
    "evil@attacker.com\uff20example.com",
    '"e@attacker.com"@victim.com',
    "a@b.com\nBcc: c@d.com",
  ])("mails nothing to %j", async (email) => {
    const { config, mails } = setUp()
    const answer = await new Browser(config, { door }).post("/signin/email", { email })
    expect(locationOf(answer).searchParams.get("error")).toBe("EmailSignin")
    expect(mails).toEqual([])
  })

  it("says that the mail could not be sent, and gives nothing away", async () => {
    const { config } = setUp()
    const sendVerificationRequest = (): never => {
      throw new Error("smtp://user:hunter2@mail refused")
    }
    config.providers = [{ ...(config.providers![0] as EmailConfig), sendVerificationRequest }]
    const answer = await new Browser(config, { door }).post("/signin/email", {
      email: "a@example.com",
    })
    expect(locationOf(answer).searchParams.get("error")).toBe("EmailSignin")
    expect(locationOf(answer).href).not.toContain("hunter2")
  })
})

it("asks the application before a mail is sent and before the person is let in", async () => {
  const { config, mails } = setUp()
  const asked: unknown[] = []
  let answer: boolean | string = true
  config.callbacks = {
    signIn: ({ email }) => {
      asked.push(email)
      return answer
    },
  }
  const browser = new Browser(config)
  await browser.post("/signin/email", { email: "ada@example.com" })
  expect(asked).toEqual([{ verificationRequest: true }])
  answer = false
  const refused = await browser.post("/signin/email", { email: "ada@example.com" })
  expect(locationOf(refused).searchParams.get("error")).toBe("AccessDenied")
  expect(mails).toHaveLength(1)
  answer = "/elsewhere"
  const sent = await browser.get(mails[0]!.url)
  expect(locationOf(sent).pathname).toBe("/elsewhere")
  expect(await browser.session()).toBeNull()
})

it("a new user goes to the newUser page, and events are told", async () => {
  const { config, mails } = setUp()
  const told: string[] = []
  config.pages = { newUser: "/welcome" }
  config.events = {
    createUser: ({ user }, context) =>
      void told.push(`createUser ${user.email} ${context!.request!.method}`),
    updateUser: () => void told.push("updateUser"),
    signIn: ({ isNewUser }) => void told.push(`signIn ${isNewUser}`),
  }
  const browser = new Browser(config)
  await browser.post("/signin/email", { email: "ada@example.com", callbackUrl: "/in" })
  const first = await browser.get(mails[0]!.url)
  expect(locationOf(first).pathname).toBe("/welcome")
  expect(locationOf(first).searchParams.get("callbackUrl")).toBe("https://app.example/in")
  await browser.post("/signin/email", { email: "ada@example.com", callbackUrl: "/in" })
  expect(locationOf(await browser.get(mails[1]!.url)).pathname).toBe("/in")
  expect(told).toEqual([
    "createUser ada@example.com GET",
    "signIn true",
    "updateUser",
    "signIn false",
  ])
})
