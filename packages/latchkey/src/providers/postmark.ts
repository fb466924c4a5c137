import type { EmailConfig, EmailUserConfig } from "../contracts/provider.ts"
import { formatted, mailService } from "./mail-service.ts"

/**
 * Mails a sign-in link through Postmark, with link tracking off. The key is a server token; the sender has to be
 * confirmed there. Needs a database (an adapter).
 *
 * Environment: `AUTH_POSTMARK_KEY`. The link leads to `<origin>/api/auth/callback/postmark`.
 *
 * @see {@link https://account.postmarkapp.com/servers Make a key}
 * @see {@link https://postmarkapp.com/developer/api/email-api Documentation}
 * @example
 * ```ts
 * import Postmark from "latchkey/providers/postmark"
 *
 * export const { handlers, auth } = NextAuth({
 *   adapter,
 *   providers: [Postmark({ from: "Acme <no-reply@acme.example>" })],
 * })
 * ```
 */
export default function Postmark(config: EmailUserConfig = {}): EmailConfig {
  return mailService(
    {
      id: "postmark",
      name: "Postmark",
      console: "https://account.postmarkapp.com/servers",
      request: ({ apiKey, from, to, subject, text, html }) => ({
        url: "https://api.postmarkapp.com/email",
        headers: { "x-postmark-server-token": apiKey },
        body: {
          From: formatted(from),
          To: to,
          Subject: subject,
          TextBody: text,
          HtmlBody: html,
          // A link that leads through a counter first is known to others before it is used.
          TrackLinks: "None",
        },
      }),
      code: ({ ErrorCode }) => ErrorCode,
      took: ({ ErrorCode = 0 }) => ErrorCode === 0,
    },
    config,
  )
}
