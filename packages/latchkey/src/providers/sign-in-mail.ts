import { EmailSignInError } from "../errors.ts"
import type { Theme } from "../contracts/theme.ts"
import { html, type Html, safeColor, unsafeHtml } from "../web/html.ts"

export interface SignInMail {
  subject: string
  text: string
  html: string
}

/** The mail with the sign-in link. */
export function signInMail(url: string, theme: Theme): SignInMail {
  const { host } = new URL(url)
  return {
    subject: `Sign in to ${host}`,
    text: `Sign in to ${host}\n\n${url}\n\nIf you did not ask for this mail, leave it be: nothing happens.\n`,
    html: body(url, host, theme).toString(),
  }
}

/** Who a mail is from where nobody is named: the site's own host. */
export function defaultSender(url: string): string {
  return `Latchkey <no-reply@${new URL(url).hostname}>`
}

/** The mail as HTML. Says nothing that a stranger chose: neither the address nor a name. */
function body(url: string, host: string, theme: Theme): Html {
  const button = safeColor(theme.brandColor) ?? "#346df1"
  const text = safeColor(theme.buttonText) ?? "#ffffff"
  return html`<body
    style="margin:0;padding:24px;background:#f6f6f6;font-family:Helvetica,Arial,sans-serif"
  >
    <table
      role="presentation"
      width="100%"
      style="max-width:560px;margin:auto;background:#ffffff;border-radius:10px"
    >
      <tr>
        <td align="center" style="padding:32px 16px 8px;font-size:22px;color:#444444">
          Sign in to <strong>${unlinked(host)}</strong>
        </td>
      </tr>
      <tr>
        <td align="center" style="padding:24px 16px">
          <a
            href="${url}"
            target="_blank"
            rel="noreferrer"
            style="display:inline-block;padding:12px 24px;border-radius:6px;background:${button};color:${text};font-size:18px;font-weight:bold;text-decoration:none"
            >Sign in</a
          >
        </td>
      </tr>
      <tr>
        <td align="center" style="padding:8px 16px 32px;font-size:15px;color:#666666">
          If you did not ask for this mail, leave it be: nothing happens.
        </td>
      </tr>
    </table>
  </body>`
}

/** The host with a zero-width space before each dot, so that mail programs don't make a link of their own. */
function unlinked(host: string): Html[] {
  return host.split(".").map((part, index) => html`${index > 0 && unsafeHtml("&#8203;.")}${part}`)
}

/**
 * The address, if no mailer and no service could read a list, a name or a header in it. What we read ourselves is such a
 * one; `normalizeIdentifier` may have let more in.
 *
 * @throws {EmailSignInError} Another address than this might get the mail.
 */
export function oneAddress(identifier: string): string {
  if (/^[^\s\p{Cc},;:<>"()[\]\\@]+@[^\s\p{Cc},;:<>"()[\]\\@]+$/u.test(identifier)) return identifier
  throw new EmailSignInError("The address is not one that a mailer would read as one")
}
