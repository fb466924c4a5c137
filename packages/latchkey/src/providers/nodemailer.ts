import type {
  EmailConfig,
  EmailUserConfig,
  SendVerificationRequestParams,
} from "../contracts/provider.ts"
import { EmailSignInError } from "../errors.ts"
import { withhold } from "../web/withhold.ts"
import { defaultSender, oneAddress, signInMail } from "./sign-in-mail.ts"

export interface NodemailerConfig extends EmailUserConfig {
  /** What `createTransport` of nodemailer takes: `smtp://user:password@host:587`, an options object, or a transport. */
  server?: string | object
}

const DAY_IN_SECONDS = 86_400

/**
 * Mails a sign-in link through nodemailer, which the application installs. Needs a database (an adapter).
 *
 * Environment: by convention `EMAIL_SERVER` and `EMAIL_FROM`, which the application passes on. The link leads to
 * `<origin>/api/auth/callback/nodemailer`.
 *
 * @see {@link https://nodemailer.com/smtp/ Documentation}
 * @example
 * ```ts
 * import Nodemailer from "latchkey/providers/nodemailer"
 *
 * Nodemailer({ server: process.env.EMAIL_SERVER, from: "Acme <no-reply@acme.example>" })
 * ```
 */
export default function Nodemailer(config: NodemailerConfig = {}): EmailConfig {
  return {
    id: "nodemailer",
    name: "Email",
    type: "email",
    maxAge: DAY_IN_SECONDS,
    sendVerificationRequest,
    options: config,
  }
}

/** What of a sent message matters here. */
interface SentMessage {
  rejected?: readonly unknown[]
  pending?: readonly unknown[]
}

interface Transport {
  sendMail: (message: object) => Promise<SentMessage>
}

/** @throws {EmailSignInError} There is no `server` or no nodemailer, or the mail was not taken. */
async function sendVerificationRequest(params: SendVerificationRequestParams): Promise<void> {
  const { identifier, provider, url, theme } = params
  // Checked here, not when the configuration is read: a build has no mail server.
  const server = provider.server ?? provider.options?.server
  if (!server) {
    throw new EmailSignInError(`Provider "${provider.id}" has no \`server\`: set EMAIL_SERVER`)
  }
  const transport = await transportTo(server)
  const sent = await sending(transport, [...passwordsOf(server), params.token], {
    // Objects: a string would be parsed as a list of addresses.
    to: { name: "", address: oneAddress(identifier) },
    from: provider.from ?? provider.options?.from ?? defaultSender(url),
    ...signInMail(url, theme),
  })
  const failed = [...(sent.rejected ?? []), ...(sent.pending ?? [])].filter(Boolean)
  // The address stays out of the message: it is personal, and errors are logged.
  if (failed.length > 0) {
    throw new EmailSignInError("The mail server did not take the mail for this address")
  }
}

/**
 * @param told - What the server is told in confidence. Some repeat it when they refuse a mail or a login.
 * @throws {Error} The transport's error, without the answer itself and without what was told.
 */
async function sending(
  transport: Transport,
  told: readonly string[],
  message: object,
): Promise<SentMessage> {
  try {
    return await transport.sendMail(message)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const copy = new Error(withhold(error.message, told))
    copy.name = error.name
    for (const fact of ["code", "command", "responseCode", "errno", "syscall"] as const) {
      const value = (error as Error & Record<string, unknown>)[fact]
      if (typeof value === "string" || typeof value === "number") {
        Object.assign(copy, { [fact]: typeof value === "string" ? withhold(value, told) : value })
      }
    }
    throw copy
  }
}

/** The passwords of a transport's options, also as they are sent by AUTH PLAIN (RFC 4616 §2). */
function passwordsOf(server: unknown): string[] {
  const login = loginOf(server)
  return login ? [`\0${login.user}\0${login.pass}`, login.pass] : []
}

function loginOf(server: unknown): { user: string; pass: string } | undefined {
  if (typeof server === "string") {
    if (!URL.canParse(server)) return undefined
    const { username, password } = new URL(server)
    return { user: decodeURIComponent(username), pass: decodeURIComponent(password) }
  }
  const { user, pass } = (server as { auth?: { user?: unknown; pass?: unknown } }).auth ?? {}
  return typeof pass === "string" ? { user: String(user ?? ""), pass } : undefined
}

async function transportTo(server: unknown): Promise<Transport> {
  let nodemailer: { createTransport: (server: never) => unknown }
  try {
    nodemailer = await import("nodemailer")
  } catch (error) {
    throw new EmailSignInError(
      "The package `nodemailer` is not installed: npm install nodemailer",
      error instanceof Error ? { err: error } : {},
    )
  }
  return nodemailer.createTransport(server as never) as Transport
}
