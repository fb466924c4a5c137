import type { EmailConfig } from "../contracts/provider.ts"
import Nodemailer, { type NodemailerConfig } from "./nodemailer.ts"

/**
 * {@link Nodemailer} under the id it had in NextAuth 4, which is part of links and stored accounts.
 *
 * Environment: by convention `EMAIL_SERVER` and `EMAIL_FROM`, which the application passes on. The link leads to
 * `<origin>/api/auth/callback/email`.
 *
 * @see {@link https://nodemailer.com/smtp/ Documentation}
 * @example
 * ```ts
 * import Email from "latchkey/providers/email"
 *
 * Email({ server: process.env.EMAIL_SERVER, from: process.env.EMAIL_FROM })
 * ```
 */
export default function Email(config: NodemailerConfig = {}): EmailConfig {
  return { ...Nodemailer(config), id: "email", name: "Email" }
}

export type { NodemailerConfig } from "./nodemailer.ts"
