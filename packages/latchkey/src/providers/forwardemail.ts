import type { EmailConfig, EmailUserConfig } from "../contracts/provider.ts"
import { formatted, mailService } from "./mail-service.ts"

/**
 * Mails a sign-in link through Forward Email. Needs a database (an adapter).
 *
 * Environment: `AUTH_FORWARDEMAIL_KEY`. The link leads to `<origin>/api/auth/callback/forwardemail`.
 *
 * @see {@link https://forwardemail.net/my-account/security Make a key}
 * @see {@link https://forwardemail.net/email-api#create-outbound-message Documentation}
 * @example
 * ```ts
 * import ForwardEmail from "latchkey/providers/forwardemail"
 *
 * export const { handlers, auth } = NextAuth({
 *   adapter,
 *   providers: [ForwardEmail({ from: "Acme <no-reply@acme.example>" })],
 * })
 * ```
 */
export default function ForwardEmail(config: EmailUserConfig = {}): EmailConfig {
  return mailService(
    {
      id: "forwardemail",
      name: "Forward Email",
      console: "https://forwardemail.net/my-account/security",
      request: ({ apiKey, from, to, subject, text, html }) => ({
        url: "https://api.forwardemail.net/v1/emails",
        headers: { authorization: `Basic ${btoa(`${apiKey}:`)}` },
        body: { from: formatted(from), to, subject, text, html },
      }),
    },
    config,
  )
}
