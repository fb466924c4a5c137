import { type Answer, type Call, Emulator, json } from "./emulator.ts"

/** A mail that one of the services has taken. */
export interface TakenMail {
  readonly service: string
  readonly from?: string
  readonly to: string
  readonly subject?: string
  readonly text?: string
  readonly html?: string
  /** Beside the mail itself. */
  readonly rest: Readonly<Record<string, unknown>>
}

/** Tells the emulator which host was meant. */
export const HOST_HEADER = "x-emulated-host"

/**
 * The HTTP APIs of services that take mails, as their documentation has them: each checks path, key and body, and answers
 * as it does. One key is right for all.
 */
export class MailServices extends Emulator {
  readonly mails: TakenMail[] = []

  /** A `fetch` that asks here in the place of the service. */
  get fetch(): typeof fetch {
    return async (input, init) => {
      const asked = new URL(String(input))
      const headers = new Headers(init?.headers)
      headers.set(HOST_HEADER, asked.host)
      return fetch(new URL(asked.pathname + asked.search, this.url), { ...init, headers })
    }
  }

  isRead(): boolean {
    return true
  }

  protected answer(call: Call): Answer {
    const host = String(call.headers[HOST_HEADER])
    const service = services[`${host}${call.url.pathname}`] ?? mailgun(host, call.url.pathname)
    if (!service || call.method !== "POST") return { status: 404, body: { message: "Not Found" } }
    return service(call, this.value, (mail) => this.mails.push(mail))
  }
}

type Service = (call: Call, key: string, take: (mail: TakenMail) => void) => Answer

const bearer = (call: Call): string | undefined =>
  /^Bearer (.+)$/.exec(call.headers.authorization ?? "")?.[1]
const basic = (call: Call): string =>
  Buffer.from(/^Basic (.+)$/.exec(call.headers.authorization ?? "")?.[1] ?? "", "base64").toString()
const isAddress = (text: unknown): boolean => /^[^\s@<>,]+@[^\s@<>,]+$/.test(String(text))
const isSender = (text: unknown): boolean =>
  /^([^<>]* )?<?[^\s@<>]+@[^\s@<>]+>?$/.test(String(text))

const services: Record<string, Service> = {
  "api.resend.com/emails": (call, key, take) => {
    if (!call.headers["user-agent"]) return { status: 403, body: "error code: 1010" }
    if (bearer(call) !== key) return refusal(401, { name: "invalid_api_key" })
    const { from, to, subject, text, html, ...rest } = json(call.body)
    if (!isSender(from) || !Array.isArray(to) || !to.every(isAddress) || !subject) {
      return refusal(422, { name: "validation_error", message: `Invalid \`to\` field: ${to}` })
    }
    take({ service: "resend", from, to: to.join(), subject, text, html, rest })
    return { body: { id: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794" } }
  },
  "api.sendgrid.com/v3/mail/send": (call, key, take) => {
    if (bearer(call) !== key) return refusal(401, { errors: [{ message: "no", field: null }] })
    const { personalizations, from, subject, content, ...rest } = json(call.body)
    const to = personalizations?.[0]?.to?.[0]?.email
    if (!isAddress(from?.email)) {
      return refusal(400, { errors: [{ message: `bad ${to}`, field: "from.email", help: null }] })
    }
    // Plain text has to come first.
    if (!isAddress(to) || content?.[0]?.type !== "text/plain") {
      return refusal(400, { errors: [{ message: `bad ${to}`, field: "content", help: null }] })
    }
    const [{ value: text }, { value: html }] = content
    const sender = from.name ? `${from.name} <${from.email}>` : from.email
    take({ service: "sendgrid", from: sender, to, subject, text, html, rest })
    return { status: 202 }
  },
  "api.postmarkapp.com/email": (call, key, take) => {
    if (call.headers.accept !== "application/json") return { status: 415 }
    if (call.headers["x-postmark-server-token"] !== key) {
      return refusal(401, {
        ErrorCode: 10,
        Message: "No Account or Server API tokens were supplied",
      })
    }
    const { From, To, Subject, TextBody, HtmlBody, ...rest } = json(call.body)
    if (!isSender(From) || !isAddress(To)) {
      return refusal(422, { ErrorCode: 300, Message: `Error parsing 'To': ${To}` })
    }
    if (To.startsWith("inactive")) {
      return refusal(422, { ErrorCode: 406, Message: `Found inactive addresses: ${To}.` })
    }
    const mail = { from: From, to: To, subject: Subject, text: TextBody, html: HtmlBody, rest }
    take({ service: "postmark", ...mail })
    return { body: { ErrorCode: 0, Message: "OK", MessageID: "b7bc2f4a", To } }
  },
  "api.forwardemail.net/v1/emails": (call, key, take) => {
    if (basic(call) !== `${key}:`) return refusal(401, { error: "Unauthorized" })
    const { from, to, subject, text, html, ...rest } = json(call.body)
    if (!isSender(from) || !isAddress(to)) return refusal(400, { message: `${to} is invalid` })
    take({ service: "forwardemail", from, to, subject, text, html, rest })
    return { body: { id: "1", status: "queued" } }
  },
  "app.loops.so/api/v1/transactional": (call, key, take) => {
    if (bearer(call) !== key) return refusal(401, { success: false, message: "Invalid API key" })
    const { email, transactionalId, dataVariables, ...rest } = json(call.body)
    if (transactionalId !== "template-1") {
      return refusal(404, { success: false, path: "transactionalId", message: `for ${email}` })
    }
    if (!isAddress(email) || typeof dataVariables?.url !== "string") {
      return refusal(400, { success: false, path: "dataVariables", message: "missing url" })
    }
    take({ service: "loops", to: email, text: dataVariables.url, rest })
    return { body: { success: true } }
  },
}

/** `/v3/<domain>/messages`, on a host for each region. */
function mailgun(host: string, path: string): Service | undefined {
  const domain = /^\/v3\/([^/]+)\/messages$/.exec(path)?.[1]
  if (!domain || !["api.mailgun.net", "api.eu.mailgun.net"].includes(host)) return undefined
  return (call, key, take) => {
    if (basic(call) !== `api:${key}`) return { status: 401, body: "Forbidden" }
    const { from, to, subject, text, html, ...rest } = fields(call)
    if (!isSender(from) || !isAddress(to)) {
      return refusal(400, { message: `to parameter is not a valid address: ${to}` })
    }
    take({
      service: "mailgun",
      from: from!,
      to: to!,
      subject: subject!,
      text: text!,
      html: html!,
      rest: { ...rest, host, domain },
    })
    return { body: { id: "<1@acme.example>", message: "Queued. Thank you." } }
  }
}

/** The fields of a multipart form (RFC 7578), which has each line end as CRLF. */
function fields(call: Call): Record<string, string> {
  const boundary = /boundary=(.+)$/.exec(call.headers["content-type"] ?? "")?.[1]
  if (!boundary) return {}
  const parts = call.body.split(`--${boundary}`).slice(1, -1)
  return Object.fromEntries(
    parts.map((part) => {
      const end = part.indexOf("\r\n\r\n")
      return [/name="([^"]+)"/.exec(part)![1]!, part.slice(end + 4, -2).replaceAll("\r\n", "\n")]
    }),
  )
}

function refusal(status: number, body: object): Answer {
  return { status, body: { statusCode: status, ...body } }
}
