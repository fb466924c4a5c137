/** The 75 addresses of a hostile list by each way that an address comes in, up to a mail server's `RCPT TO`. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import Nodemailer from "../../src/providers/nodemailer.ts"
import { emailInputs } from "../data/emails.ts"
import { locationOf } from "../support/browser.ts"
import { type MailServer, startMailServer } from "./support/mail-server.ts"
import { wellFormed } from "./support/requests.ts"
import { doors, type Site, siteOf, type Visitor } from "./support/site.ts"

let server: MailServer
beforeAll(async () => {
  server = await startMailServer()
})
afterAll(() => server.stop())
beforeEach(() => void server.delivered.splice(0))

function mailing(more: object = {}): Site {
  const site = siteOf()
  const mailer = {
    ...Nodemailer({ server: server.url, from: "us@app.example" }),
    ...more,
    id: "email",
  }
  site.config.providers = site.config.providers!.map((one) =>
    "type" in one && one.type === "email" ? mailer : one,
  )
  return site
}

/** What a person types is text; a program may send anything. */
async function ask(visitor: Visitor, email: unknown): Promise<Response> {
  const body = JSON.stringify({ csrfToken: await visitor.csrfToken(), email })
  const headers = { "content-type": "application/json", origin: visitor.origin }
  return visitor.send("/signin/email", { method: "POST", headers, body })
}

/** A query carries text only. */
const asText = (input: unknown): string =>
  typeof input === "string" ? wellFormed(input) : JSON.stringify(input)
const keptOf = (expected: (typeof emailInputs)[number][2]): string | null =>
  "email" in expected ? expected.email : null

describe.each(doors)("a mailed link, through %s", (_, door) => {
  /** @see ADV-AJ05 ADV-AJ07 ADV-AJ11 ADV-AJ12 ADV-ML01 ADV-ML02 ADV-ML03 */
  it.each(emailInputs)(
    "%s is mailed to the address that is stored, or to nobody",
    async (__, input, expected) => {
      const stored: string[] = []
      const site = mailing()
      const { createVerificationToken } = site.adapter
      site.adapter.createVerificationToken = (row) => {
        stored.push(row.identifier)
        return createVerificationToken(row)
      }
      const answer = await ask(site.visitor(door), input)
      const kept = keptOf(expected)
      expect(stored).toEqual(kept === null ? [] : [kept])
      const mails = kept === null ? [] : [{ recipients: [kept], headers: [`To: ${kept}`] }]
      expect(server.delivered).toEqual(mails)
      const { pathname, searchParams } = locationOf(answer)
      expect(searchParams.get("error")).toBe(kept === null ? "EmailSignin" : null)
      expect(pathname.endsWith("/verify-request")).toBe(kept !== null)
    },
  )

  it.each(emailInputs)(
    "%s opens the link of the address that it is, and no other",
    async (__, input, expected) => {
      const site = siteOf()
      const visitor = site.visitor(door)
      const kept = keptOf(expected)
      await visitor.post("/signin/email", { email: kept ?? "user@example.com" })
      const link = new URL(site.mails[0]!.url)
      link.searchParams.set("email", asText(input))
      const error = locationOf(await visitor.get(link.href)).searchParams.get("error")
      expect(error).toBe(kept === null ? "Verification" : null)
      const user = ((await visitor.session()) as { user?: { email: string } } | null)?.user
      expect(user?.email).toBe(kept ?? undefined)
    },
  )
})

describe("where the application reads addresses itself", () => {
  // What servers make of other letters is theirs to say (RFC 6531).
  const ascii = emailInputs.filter(
    ([, input]) => typeof input === "string" && /^\p{ASCII}*$/u.test(input),
  )
  /** @see ADV-ML01 ADV-ML02 */
  it.each(ascii)("%s is mailed to what is stored, or to nobody", async (_, input) => {
    const site = mailing({ normalizeIdentifier: (text: string) => text })
    await ask(site.visitor(), input)
    // In quotes it is the same mailbox (RFC 5321 §4.1.2).
    const unquoted = server.delivered.map(({ recipients }) =>
      recipients.map((one) => one.replace(/^"(.*)"@/, "$1@")),
    )
    const at = (input as string).lastIndexOf("@") + 1
    const stored = (input as string).slice(0, at) + (input as string).slice(at).toLowerCase()
    expect([[], [[stored]]]).toContainEqual(unquoted)
  })

  it("a list, a name or a header in it is mailed to nobody", async () => {
    const site = mailing({ normalizeIdentifier: (text: string) => text })
    for (const id of [
      "EM04",
      "EM05",
      "EM17",
      "EM18",
      "EM22",
      "EM23",
      "EM24",
      "EM62",
      "EM68",
      "EM71",
      "EM72",
    ]) {
      const [, input] = emailInputs.find(([one]) => one === id)!
      expect(locationOf(await ask(site.visitor(), input)).searchParams.get("error"), id).toBe(
        "EmailSignin",
      )
    }
    expect(server.delivered).toEqual([])
  })
})

describe.each(doors)("a passkey for somebody new, through %s", (_, door) => {
  it.each(emailInputs)("%s", async (__, input, expected) => {
    const visitor = siteOf().visitor(door)
    const query = new URLSearchParams({ action: "register", email: asText(input) })
    const answer = await visitor.get(`/webauthn-options/passkey?${query}`)
    const kept = keptOf(expected)
    expect(answer.status).toBe(kept === null ? 400 : 200)
    const { options } = (await answer.json()) as { options?: { user: { name: string } } }
    expect(options?.user.name).toBe(kept ?? undefined)
  })
})

describe.each(doors)("what a provider says, through %s", (_, door) => {
  const strict = door.compat === undefined
  it.each(emailInputs)(
    "%s is the user's address in its one spelling",
    async (__, input, expected) => {
      const site = siteOf()
      site.profile = { sub: "1", email: input, email_verified: true }
      const asked: unknown[] = []
      const { getUserByEmail } = site.adapter
      site.adapter.getUserByEmail = (email) => {
        asked.push(email)
        return getUserByEmail(email)
      }
      const visitor = site.visitor(door)
      await visitor.through()
      const said = ((await visitor.session()) as { user: { email?: unknown } }).user.email ?? null
      const kept = keptOf(expected)
      // Through a door what is no address is kept as it was said, but that letters of ASCII are made small.
      const lax =
        typeof input === "string" && input !== "" && input.length <= 320
          ? input.replace(/[A-Z]/g, (one) => one.toLowerCase())
          : null
      expect(said).toBe(kept ?? (strict ? null : lax))
      expect(asked.every((email) => email === said)).toBe(true)
    },
  )

  /** To Unicode, the Kelvin sign is a capital of k. */
  it.each([
    "\u212aim@example.com",
    "kim@example.com\u00a0",
    "KIM@EXAMPLE.COM\u0000",
    "\uff2bim@example.com",
  ])(
    "ADV-AJ07: nobody is taken for Kim by %j, though linking by address is allowed",
    async (email) => {
      const site = siteOf()
      const kim = await site.adapter.createUser({
        id: "kim",
        email: "kim@example.com",
        emailVerified: new Date(),
      })
      const providers = site.config.providers!.map((one) =>
        "id" in one && one.id === "idp" ? { ...one, allowDangerousEmailAccountLinking: true } : one,
      )
      site.config.providers = providers as never
      site.profile = { sub: "mallory", email, email_verified: true }
      const visitor = site.visitor(door)
      await visitor.through()
      const found = await site.adapter.getUserByAccount({
        provider: "idp",
        providerAccountId: "mallory",
      })
      expect(found).not.toBeNull()
      expect(found!.id).not.toBe(kim.id)
      // The same address, said in capitals, is the same person.
      site.profile = { sub: "kim-there", email: "KIM@Example.com", email_verified: true }
      await site.visitor(door).through()
      const own = await site.adapter.getUserByAccount({
        provider: "idp",
        providerAccountId: "kim-there",
      })
      expect(own!.id).toBe(kim.id)
    },
  )
})
