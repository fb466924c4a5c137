/** Addresses that nobody thought of, up to a mail server. `npm run attacks` tries 50,000 of them. */
import fc from "fast-check"
import { createTransport } from "nodemailer"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { parseEmail } from "../../src/email/parse.ts"
import Nodemailer from "../../src/providers/nodemailer.ts"
import { emailInputs } from "../data/emails.ts"
import { type MailServer, startMailServer } from "./support/mail-server.ts"
import { LONG, runs } from "./support/runs.ts"
import { doors, siteOf, type Visitor } from "./support/site.ts"

const signs =
  "@ . .. , ; : < > ( ) [ ] \" \\ % ! = ? | / ` ' + - _ # $ & * ^ { } ~ =?utf-8?q?=41?= xn-- example.com evil.com".split(
    " ",
  )
const odd = [
  " ",
  "\t",
  "\n",
  "\r\n",
  "\0",
  "\u00ad",
  "\u212a",
  "\uff20",
  "\u3002",
  "\u2028",
  "\ud800",
  "\u0131",
]
const piece = fc.oneof(
  fc.constantFrom(...signs, ...odd),
  fc.stringMatching(/^[A-Za-z0-9]{1,6}$/),
  fc.string({ unit: "binary", maxLength: 3 }),
)
const likely = fc
  .tuple(
    fc.stringMatching(/^[A-Za-z0-9#$&'*+^_{}~.-]{1,12}$/),
    fc.stringMatching(/^[A-Za-z0-9.-]{1,12}\.[A-Za-z]{1,4}$/),
  )
  .map((parts) => parts.join("@"))
const listed = emailInputs.flatMap(([, input]) =>
  typeof input === "string" && input.length < 300 ? [input] : [],
)
const mutant = fc
  .tuple(fc.oneof(likely, fc.constantFrom(...listed)), piece, fc.nat())
  .map(
    ([text, more, at]) =>
      text.slice(0, at % (text.length + 1)) + more + text.slice(at % (text.length + 1)),
  )
const address = fc.oneof(
  likely,
  mutant,
  fc.emailAddress(),
  fc.array(piece, { maxLength: 8 }).map((all) => all.join("")),
)

describe("addresses that were made up", () => {
  let server: MailServer
  let transport: ReturnType<typeof createTransport>
  const visitors: Visitor[] = []
  const stored: string[] = []

  beforeAll(async () => {
    server = await startMailServer()
    transport = createTransport({
      url: server.url,
      pool: true,
      maxConnections: 1,
      maxMessages: Infinity,
    } as object)
    // A transport of the application's own, over one connection.
    const pool = transport.transporter as { send(mail: object, done: () => void): void }
    const sender = { name: "pool", version: "1", send: pool.send.bind(pool) }
    for (const [, door] of doors) {
      const site = siteOf()
      const mailer = { ...Nodemailer({ server: sender, from: "us@app.example" }), id: "email" }
      site.config.providers = [mailer]
      site.adapter.createVerificationToken = (row) => (stored.push(row.identifier), row)
      visitors.push(site.visitor(door))
    }
  }, LONG)
  afterAll(async () => {
    transport.close()
    await server.stop()
  })

  it(
    "are mailed to the address that is stored, alone, or to nobody",
    { timeout: LONG },
    async () => {
      // Its own reader, given text as people write it.
      const reader = createTransport({ streamTransport: true })
      let mailed = 0
      await fc.assert(
        fc.asyncProperty(address, fc.nat(doors.length - 1), async (input, at) => {
          stored.splice(0)
          server.delivered.splice(0)
          const visitor = visitors[at]!
          const body = JSON.stringify({ csrfToken: await visitor.csrfToken(), email: input })
          const headers = { "content-type": "application/json", origin: visitor.origin }
          await visitor.send("/signin/email", { method: "POST", headers, body })
          const parsed = parseEmail(input)
          const kept = parsed.ok ? [parsed.email] : []
          expect(stored).toEqual(kept)
          expect(server.delivered.flatMap(({ recipients }) => recipients)).toEqual(kept)
          expect(server.delivered.flatMap((mail) => mail.headers)).toEqual(
            kept.map((one) => `To: ${one}`),
          )
          for (const to of kept) {
            mailed++
            expect(
              (await reader.sendMail({ to, from: "us@app.example", text: "" })).envelope.to,
            ).toEqual(kept)
          }
        }),
        runs(400, 50_000),
      )
      expect(mailed).toBeGreaterThan(30)
    },
  )
})
