import type { EmailConfig, EmailUserConfig } from "../contracts/provider.ts"
import { formatted, mailService } from "./mail-service.ts"

/**
 * Mails a sign-in link through Resend. The domain of `from` has to be verified there. Needs a database (an adapter).
 *
 * Environment: `AUTH_RESEND_KEY`. The link leads to `<origin>/api/auth/callback/resend`.
 *
 * @see {@link https://resend.com/api-keys Make a key}
 * @see {@link https://resend.com/docs/api-reference/emails/send-email Documentation}
 * @example
 * ```ts
 * import Resend from "latchkey/providers/resend"
 *
 * export const { handlers, auth } = NextAuth({
 *   adapter,
 *   providers: [Resend({ from: "Acme <no-reply@acme.example>" })],
 * })
 * ```
 */
export default function Resend(config: EmailUserConfig = {}): EmailConfig {
  return mailService(
    {
      id: "resend",
      name: "Resend",
      console: "https://resend.com/api-keys",
      request: ({ apiKey, from, to, subject, text, html }) => ({
        url: "https://api.resend.com/emails",
        headers: { authorization: `Bearer ${apiKey}` },
        body: { from: formatted(from), to: [to], subject, text, html },
      }),
      code: ({ name }) => name,
    },
    config,
  )
}
