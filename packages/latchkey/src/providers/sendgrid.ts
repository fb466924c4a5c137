import type { EmailConfig, EmailUserConfig } from "../contracts/provider.ts"
import { mailService } from "./mail-service.ts"

/**
 * Mails a sign-in link through SendGrid, with click tracking off. The sender has to be verified there. Needs a
 * database (an adapter).
 *
 * Environment: `AUTH_SENDGRID_KEY`. The link leads to `<origin>/api/auth/callback/sendgrid`.
 *
 * @see {@link https://app.sendgrid.com/settings/api_keys Make a key}
 * @see {@link https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send Documentation}
 * @example
 * ```ts
 * import SendGrid from "latchkey/providers/sendgrid"
 *
 * export const { handlers, auth } = NextAuth({
 *   adapter,
 *   providers: [SendGrid({ from: "Acme <no-reply@acme.example>" })],
 * })
 * ```
 */
export default function SendGrid(config: EmailUserConfig = {}): EmailConfig {
  return mailService(
    {
      id: "sendgrid",
      name: "SendGrid",
      console: "https://app.sendgrid.com/settings/api_keys",
      request: ({ apiKey, from, to, subject, text, html }) => ({
        url: "https://api.sendgrid.com/v3/mail/send",
        headers: { authorization: `Bearer ${apiKey}` },
        body: {
          personalizations: [{ to: [{ email: to }] }],
          from: { email: from.address, ...(from.name && { name: from.name }) },
          subject,
          content: [
            { type: "text/plain", value: text },
            { type: "text/html", value: html },
          ],
          // A link that leads through a counter first is known to others before it is used.
          tracking_settings: { click_tracking: { enable: false, enable_text: false } },
        },
      }),
      code: ({ errors }) => (errors as { field?: unknown }[] | undefined)?.[0]?.field,
    },
    config,
  )
}
