import type { EmailConfig, EmailUserConfig } from "../contracts/provider.ts"
import { formatted, mailService } from "./mail-service.ts"

export interface MailGunConfig extends EmailUserConfig {
  /** Where the domain is kept. @default "US" */
  region?: "US" | "EU"
  /** The domain to send through, where it isn't the one of `from`, e.g. `mg.acme.example`. */
  domain?: string
}

/**
 * Mails a sign-in link through Mailgun, with click tracking off. Needs a database (an adapter).
 *
 * Environment: `AUTH_MAILGUN_KEY`. The link leads to `<origin>/api/auth/callback/mailgun`.
 *
 * @see {@link https://app.mailgun.com/settings/api_security Make a key}
 * @see {@link https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages Documentation}
 * @example
 * ```ts
 * import MailGun from "latchkey/providers/mailgun"
 *
 * export const { handlers, auth } = NextAuth({
 *   adapter,
 *   providers: [MailGun({ from: "Acme <no-reply@acme.example>" })],
 * })
 * ```
 */
export default function MailGun(config: MailGunConfig = {}): EmailConfig {
  const { region = "US", domain } = config
  const host = region === "EU" ? "api.eu.mailgun.net" : "api.mailgun.net"
  return mailService(
    {
      id: "mailgun",
      name: "Mailgun",
      console: "https://app.mailgun.com/settings/api_security",
      request: ({ apiKey, from, to, ...mail }) => ({
        url: `https://${host}/v3/${encodeURIComponent(domain ?? domainOf(from.address))}/messages`,
        headers: { authorization: `Basic ${btoa(`api:${apiKey}`)}` },
        body: formOf({
          from: formatted(from),
          to,
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          // A link that leads through a counter first is known to others before it is used.
          "o:tracking-clicks": "no",
        }),
      }),
    },
    config,
  )
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1)
}

function formOf(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  return form
}
