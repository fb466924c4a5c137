import type {
  EmailConfig,
  EmailUserConfig,
  SendVerificationRequestParams,
} from "../contracts/provider.ts"
import { customFetch } from "../contracts/symbols.ts"
import { EmailSignInError } from "../errors.ts"
import { withhold } from "../web/withhold.ts"
import { defaultSender, oneAddress, signInMail, type SignInMail } from "./sign-in-mail.ts"

/** A mail, as a service has to be told of it. */
export interface OutgoingMail extends SignInMail {
  apiKey: string
  /** One address, and nothing that could be read as more than one. */
  to: string
  from: { name: string; address: string }
  /** The sign-in link. */
  url: string
}

export interface MailRequest {
  url: string
  /** With the key: it stands nowhere else. */
  headers: Record<string, string>
  /** An object goes as JSON. */
  body: object | FormData
}

/** A service that takes mails by HTTP. */
export interface MailService {
  id: string
  name: string
  /** Where its keys are made. */
  console: string
  request: (mail: OutgoingMail) => MailRequest
  /** What of its answer is a code, not a sentence: a sentence may have the address in it. */
  code?: (answer: Record<string, unknown>) => unknown
  /** Whether an answer with a good status means that. */
  took?: (answer: Record<string, unknown>) => boolean
}

const DAY_IN_SECONDS = 86_400
const TIMEOUT_MS = 10_000
/** Of a refusal, as much as a code needs. */
const MAX_ANSWER_LENGTH = 65_536

/** The e-mail provider that mails through a service. */
export function mailService(service: MailService, config: EmailUserConfig): EmailConfig {
  return {
    id: service.id,
    name: service.name,
    type: "email",
    maxAge: DAY_IN_SECONDS,
    sendVerificationRequest: (params) => send(service, params),
    console: service.console,
    options: config,
  }
}

/** @throws {EmailSignInError} There is no key, or the service did not take the mail. */
async function send(service: MailService, params: SendVerificationRequestParams): Promise<void> {
  const { identifier, provider, theme, url } = params
  const { apiKey, from } = { ...provider.options, ...withoutUndefined(provider) }
  const variable = `AUTH_${provider.id.toUpperCase().replaceAll("-", "_")}_KEY`
  if (typeof apiKey !== "string" || apiKey === "") {
    throw new EmailSignInError(
      `Provider "${provider.id}" has no API key: set ${variable}, from ${service.console}`,
    )
  }
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new EmailSignInError(`${variable} has a character that no key has, such as a line break`)
  }
  const mail = { ...signInMail(url, theme), url, apiKey, to: oneAddress(identifier) }
  const request = service.request({ ...mail, from: senderOf(from ?? defaultSender(url)) })
  const own = provider[customFetch] ?? provider.options?.[customFetch]
  const { ok, status, answer } = await post(service.name, request, own ?? fetch)
  if (ok && service.took?.(answer) !== false) return
  const code = withhold(String(service.code?.(answer) ?? ""), [apiKey, params.token])
  const said = /^[\w.-]{1,60}$/.test(code) ? `, ${code}` : ""
  const hint = [401, 403].includes(status) ? `; is ${variable} right?` : ""
  throw new EmailSignInError(
    `${service.name} did not take the mail (status ${status}${said})${hint}`,
  )
}

/** What an application set on the provider itself. */
function withoutUndefined({ apiKey, from }: EmailConfig): Pick<EmailConfig, "apiKey" | "from"> {
  return { ...(apiKey !== undefined && { apiKey }), ...(from !== undefined && { from }) }
}

interface Posted {
  ok: boolean
  status: number
  /** Empty where it is no object. */
  answer: Record<string, unknown>
}

/** Asks once. Follows no redirect: the key is for this host only. What went wrong is not told: it may quote the key. */
async function post(
  name: string,
  { url, headers, body }: MailRequest,
  request: typeof fetch,
): Promise<Posted> {
  const form = body instanceof FormData
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS)
  const type = form ? {} : { "content-type": "application/json" }
  try {
    const response = await request(url, {
      method: "POST",
      redirect: "manual",
      headers: { accept: "application/json", "user-agent": "latchkey", ...type, ...headers },
      body: form ? body : JSON.stringify(body),
      signal: abort.signal,
    })
    return { ok: response.ok, status: response.status, answer: await answerOf(response) }
  } catch {
    const what = abort.signal.aborted
      ? `did not answer within ${TIMEOUT_MS} ms`
      : "can't be reached"
    throw new EmailSignInError(`${name} ${what}`)
  } finally {
    clearTimeout(timer)
  }
}

async function answerOf({ body }: Response): Promise<Record<string, unknown>> {
  if (!body) return {}
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ""
  while (text.length <= MAX_ANSWER_LENGTH) {
    const { done, value } = await reader.read()
    if (done) return objectIn(text)
    text += decoder.decode(value, { stream: true })
  }
  await reader.cancel().catch(() => {})
  return {}
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

/** `Name <address>` or an address alone. */
function senderOf(from: string): OutgoingMail["from"] {
  const [, quoted, plain, inner] =
    /^\s*(?:"((?:[^"\\]|\\.)*)"|([^<>"]*?))\s*<([^<>]+)>\s*$/.exec(from) ?? []
  const address = (inner ?? from).trim()
  if (!/^[^\s<>@]+@[^\s<>@]+$/.test(address)) {
    throw new EmailSignInError("`from` is neither an address nor `Name <address>`")
  }
  return { name: (quoted?.replaceAll(/\\(.)/g, "$1") ?? plain ?? "").trim(), address }
}

/** As a header has it. */
export function formatted({ name, address }: OutgoingMail["from"]): string {
  if (name === "") return address
  const text = /^[\w !#$%&'*+/=?^`{|}~-]+$/.test(name)
    ? name
    : `"${name.replaceAll(/["\\]/g, "\\$&")}"`
  return `${text} <${address}>`
}
