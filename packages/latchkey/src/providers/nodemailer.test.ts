import type { AddressInfo } from "node:net"
import { SMTPServer } from "smtp-server"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { SendVerificationRequestParams } from "../contracts/provider.ts"
import { EmailSignInError } from "../errors.ts"
import Nodemailer, { type NodemailerConfig } from "./nodemailer.ts"

interface Mail {
  from: string
  to: string[]
  source: string
}

let port = 0
const mails: Mail[] = []
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onRcptTo: ({ address }, _session, done) =>
    done(address.startsWith("refused") ? new Error("no such box") : null),
  onData: (stream, session, done) => {
    let source = ""
    stream.on("data", (chunk: Buffer) => (source += chunk.toString()))
    stream.on("end", () => {
      const { mailFrom, rcptTo } = session.envelope
      mails.push({
        from: mailFrom ? mailFrom.address : "",
        to: rcptTo.map((to) => to.address),
        source,
      })
      done()
    })
  },
})
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  port = (server.server.address() as AddressInfo).port
})
afterAll(() => new Promise<void>((resolve) => server.close(resolve)))

const url = "https://app.example/api/auth/callback/nodemailer?token=t&email=ada%2Bx%40example.com"

async function send(
  config: NodemailerConfig,
  over: Partial<SendVerificationRequestParams> = {},
): Promise<Mail> {
  const provider = { ...Nodemailer(config), ...config }
  await provider.sendVerificationRequest({
    identifier: "ada+x@example.com",
    url,
    expires: new Date(),
    provider: provider as SendVerificationRequestParams["provider"],
    token: "t",
    theme: {},
    request: new Request(url),
    ...over,
  })
  return mails.at(-1)!
}

/** The decoded body of one part. */
function part(mail: Mail, type: string): string {
  const boundary = /boundary="([^"]+)"/.exec(mail.source)![1]!
  const found = mail.source
    .split(`--${boundary}`)
    .find((piece) => piece.includes(`Content-Type: ${type}`))!
  const body = found.slice(found.indexOf("\r\n\r\n") + 4)
  if (found.includes("base64")) return Buffer.from(body, "base64").toString()
  return Buffer.from(
    body
      .replace(/=\r\n/g, "")
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    "latin1",
  ).toString()
}

describe("Nodemailer", () => {
  const smtp = (): NodemailerConfig => ({ server: `smtp://127.0.0.1:${port}` })

  it("mails the link as text and as HTML", async () => {
    const mail = await send({ ...smtp(), from: "Acme <no-reply@acme.example>" })
    expect(mail).toMatchObject({ from: "no-reply@acme.example", to: ["ada+x@example.com"] })
    expect(mail.source).toContain("Subject: Sign in to app.example")
    expect(part(mail, "text/plain")).toContain(url)
    expect(part(mail, "text/html")).toContain(`href="${url.replaceAll("&", "&amp;")}"`)
    expect(part(mail, "text/html")).toContain("app&#8203;.example")
  })

  it("has a sender of the site's own host by default", async () => {
    expect((await send(smtp())).from).toBe("no-reply@app.example")
  })

  /** @see ADV-AJ05 */
  it("never shows the address in the HTML, nor lets a theme out of its place", async () => {
    const theme = {
      brandColor: 'red;background:url("https://evil.example")',
      buttonText: '"><script>',
    }
    const html = part(await send(smtp(), { theme }), "text/html")
    expect(html).not.toContain("ada+x@example.com")
    expect(html).not.toMatch(/evil|script/)
    expect(part(await send(smtp(), { theme: { brandColor: "#123456" } }), "text/html")).toContain(
      "background:#123456",
    )
  })

  it("mails nobody else, whatever the address looks like", async () => {
    for (const identifier of ['"a@evil.example, b"@example.com', "a@evil.example,b@example.com"]) {
      await send(smtp(), { identifier }).catch(() => {})
      expect(mails.flatMap((mail) => mail.to)).not.toContain("a@evil.example")
    }
  })

  it("fails where the server refuses, also where it says so only in passing", async () => {
    await expect(send(smtp(), { identifier: "refused@example.com" })).rejects.toThrow(/./)
    for (const answer of [
      { rejected: ["ada+x@example.com"] },
      { pending: ["ada+x@example.com"] },
    ]) {
      const server = {
        name: "stub",
        version: "1",
        send: (_mail: unknown, done: (error: null, info: object) => void) => done(null, answer),
      }
      const error = await send({ server }).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(EmailSignInError)
      expect(String(error)).not.toContain("ada+x")
    }
  })

  it("needs a server, but not before a mail is to be sent", async () => {
    expect(() => Nodemailer({})).not.toThrow()
    await expect(send({})).rejects.toThrow(EmailSignInError)
  })
})
