import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import type { EmailConfig, SendVerificationRequestParams } from "../../src/contracts/provider.ts"
import { customFetch } from "../../src/contracts/symbols.ts"
import { EmailSignInError } from "../../src/errors.ts"
import ForwardEmail from "../../src/providers/forwardemail.ts"
import Loops from "../../src/providers/loops.ts"
import MailGun from "../../src/providers/mailgun.ts"
import Postmark from "../../src/providers/postmark.ts"
import Resend from "../../src/providers/resend.ts"
import SendGrid from "../../src/providers/sendgrid.ts"
import { signInMail } from "../../src/providers/sign-in-mail.ts"
import { MailServices, type TakenMail } from "../emulators/mail-services.ts"

const services = new MailServices()
beforeAll(() => services.start())
afterAll(() => services.stop())
beforeEach(() => {
  services.reset()
  services.mails.length = 0
})
afterEach(() => {
  vi.useRealTimers()
})

const url = "https://app.example/api/auth/callback/x?token=t&email=ada%2Bx%40example.com"
const from = "Acme <no-reply@acme.example>"
const transactionalId = "template-1"
const factories = { ForwardEmail, Loops, MailGun, Postmark, Resend, SendGrid }
type Name = keyof typeof factories
const names = Object.keys(factories) as Name[]
/** Whose mails have our own text. */
const written = names.filter((name) => name !== "Loops")

function make(name: Name, options: object = {}): EmailConfig {
  const own = { apiKey: services.value, from, transactionalId, [customFetch]: services.fetch }
  return factories[name]({ ...own, ...options })
}

async function send(
  provider: EmailConfig,
  over: Partial<SendVerificationRequestParams> = {},
): Promise<TakenMail> {
  await provider.sendVerificationRequest({
    identifier: "ada+x@example.com",
    url,
    expires: new Date(),
    provider: provider as SendVerificationRequestParams["provider"],
    token: "t",
    theme: { brandColor: "#123456" },
    request: new Request(url),
    ...over,
  })
  return services.mails.at(-1)!
}

async function refused(
  provider: EmailConfig,
  over: Partial<SendVerificationRequestParams> = {},
): Promise<EmailSignInError> {
  const error: unknown = await send(provider, over).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(EmailSignInError)
  const said = `${String(error)} ${JSON.stringify((error as Error).cause)}`
  expect(said).not.toMatch(/ada|inactive\+|token=/)
  expect(said).not.toContain(services.value)
  return error as EmailSignInError
}

describe.each(written)("%s", (name) => {
  it("mails the text and HTML that nodemailer would", async () => {
    const mail = await send(make(name))
    expect(mail).toMatchObject({ to: "ada+x@example.com", from, service: name.toLowerCase() })
    expect(mail).toMatchObject(signInMail(url, { brandColor: "#123456" }))
  })

  it("is from whom it is told, or from the site's host", async () => {
    expect((await send(make(name, { from: "a@acme.example" }))).from).toBe("a@acme.example")
    const quoted =
      name === "SendGrid" ? "Acme, Inc <a@acme.example>" : '"Acme, Inc" <a@acme.example>'
    expect((await send(make(name, { from: '"Acme, Inc" <a@acme.example>' }))).from).toBe(quoted)
    expect((await send(make(name, { from: undefined }))).from).toBe(
      "Latchkey <no-reply@app.example>",
    )
    for (const odd of ["Acme", "<>", "a@b@c", "Acme <a@acme.example> <b@acme.example>"]) {
      expect((await refused(make(name, { from: odd }))).message).toContain("`from`")
    }
  })
})

describe.each(names)("%s", (name) => {
  it("has the key in a header, and nowhere else", async () => {
    await send(make(name))
    const [call] = services.calls
    expect(call!.url.href + call!.body).not.toContain(services.value)
    const headers = Object.values(call!.headers).join("\n")
    const basic = headers.replaceAll(/Basic (\S+)/g, (_, text: string) => atob(text))
    expect(basic).toContain(services.value)
  })

  it("says which variable to set where there is no key, or a damaged one", async () => {
    const variable = `AUTH_${name.toUpperCase()}_KEY`
    for (const apiKey of [undefined, "", `${services.value}\n`, () => "not read"]) {
      expect((await refused(make(name, { apiKey }))).message).toContain(variable)
    }
    expect(services.calls).toHaveLength(0)
    expect((await refused(make(name, { apiKey: "wrong" }))).message).toMatch(
      new RegExp(`status 401.*; is ${variable} right\\?`),
    )
  })

  it("mails one address, or nobody", async () => {
    for (const identifier of [
      "a@evil.example,ada@example.com",
      "Ada <ada@example.com>",
      "ada@example.com\r\nBcc: a@evil.example",
      '"a@evil.example, b"@example.com',
      "ada",
    ]) {
      await refused(make(name), { identifier })
    }
    expect(services.calls).toHaveLength(0)
  })

  it("tells a failure without the address, the link or the key", async () => {
    const mailed = "ada+x@example.com"
    for (const fault of [
      { status: 422, body: { message: mailed, name: mailed, path: mailed, ErrorCode: mailed } },
      { status: 400, body: { errors: [{ field: mailed }] } },
      {
        status: 422,
        body: { name: services.value, path: services.value, ErrorCode: services.value },
      },
      { status: 400, body: { errors: [{ field: services.value }] } },
      { status: 500, body: "<html>ada+x@example.com" },
      { status: 429, body: "[]" },
      { status: 302, headers: { location: `${services.url}/elsewhere` } },
      "reset",
    ] as const) {
      services.fault = fault
      await refused(make(name))
    }
    expect(services.calls.every((call) => call.url.pathname !== "/elsewhere")).toBe(true)
  })

  it("reads of an endless refusal only the start", async () => {
    services.fault = "endless"
    // A good status is an answer, whatever follows.
    await send(make(name))
  })

  it("waits ten seconds, and no longer", async () => {
    services.fault = "hang"
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
    const failed = refused(make(name))
    await vi.advanceTimersByTimeAsync(10_000)
    expect((await failed).message).toContain("10000 ms")
  })

  it("is pure, and needs nothing before a mail is to be sent", () => {
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
    expect(plain(factories[name]())).toEqual(plain(factories[name]({})))
    expect(factories[name]()).toMatchObject({ type: "email", maxAge: 86_400 })
  })
})

describe("each service's own", () => {
  it("Mailgun: region and domain", async () => {
    expect((await send(make("MailGun"))).rest).toEqual({
      host: "api.mailgun.net",
      domain: "acme.example",
      "o:tracking-clicks": "no",
    })
    const eu = make("MailGun", { region: "EU", domain: "mg.acme.example" })
    expect((await send(eu)).rest).toMatchObject({
      host: "api.eu.mailgun.net",
      domain: "mg.acme.example",
    })
    const odd = await send(make("MailGun", { domain: "../../v4/x?y" }))
    expect(odd.rest["domain"]).toBe("..%2F..%2Fv4%2Fx%3Fy")
  })

  it("Loops: the template, and the link as its variable", async () => {
    expect(await send(make("Loops"))).toMatchObject({ to: "ada+x@example.com", text: url })
    expect((await refused(make("Loops", { transactionalId: "" }))).message).toContain(
      "`transactionalId`",
    )
    expect((await refused(make("Loops", { transactionalId: "other" }))).message).toContain(
      "status 404, transactionalId",
    )
  })

  it("links are not led through a counter", async () => {
    expect((await send(make("SendGrid"))).rest).toEqual({
      tracking_settings: { click_tracking: { enable: false, enable_text: false } },
    })
    expect((await send(make("Postmark"))).rest).toEqual({ TrackLinks: "None" })
  })

  it("codes are told, since they say what to do", async () => {
    const inactive = { identifier: "inactive+ada@example.com" }
    expect((await refused(make("Postmark"), inactive)).message).toContain("status 422, 406")
    services.fault = { body: { ErrorCode: 406 } }
    expect((await refused(make("Postmark"))).message).toContain("status 200, 406")
    services.fault = { body: { success: false } }
    expect((await refused(make("Loops"))).message).toContain("status 200")
    services.fault = undefined
    expect((await refused(make("Resend", { apiKey: "wrong" }))).message).toContain(
      "status 401, invalid_api_key",
    )
  })
})
