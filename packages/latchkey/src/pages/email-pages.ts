import { html } from "../web/html.ts"
import type { Html } from "../web/html.ts"
import { actionUrl } from "./action-url.ts"
import type { PageContent } from "./content.ts"
import { postForm } from "./post-form.ts"
import type { ConfirmEmailView, VerifyRequestView } from "./view.ts"

/** `bdi`: an address with letters of the other direction turns around no more than itself. */
function address(email: string): Html {
  return html`<strong><bdi>${email}</bdi></strong>`
}

/** The page after a sign-in link was sent. */
export function verifyRequestPage(view: VerifyRequestView): PageContent {
  const to = view.email && html` to ${address(view.email)}`
  return {
    title: "Check your e-mail",
    body: html`<p>We sent a sign-in link${to}. Open it in this browser to sign in.</p>
      <p class="muted">
        Nothing there? Look in your spam folder, or
        <a href="${actionUrl(view.signinUrl)}">ask for a new link</a>.
      </p>`,
    hasForm: false,
  }
}

/**
 * The page for a sign-in link that was opened in another browser than the one that asked for it. Only the POST
 * signs in: programs that follow links in mails send GET, and nobody is signed in by a link of someone else's unasked.
 */
export function confirmEmailPage(view: ConfirmEmailView): PageContent {
  const { action, csrfToken, token, email, callbackUrl } = view
  const hidden = { csrfToken, token, email, callbackUrl }
  const form = postForm({ action, hidden, button: "Yes, sign in here" })
  return {
    title: view.appName ? `Sign in to ${view.appName}?` : "Sign in here?",
    body: html`<p>
        This link was asked for in another browser or on another device. Do you want to sign in here
        as ${address(email)}?
      </p>
      ${form}
      <p class="muted">
        If you didn’t ask for this link, or this isn’t your address, close this page. Nothing will
        happen.
      </p>`,
    hasForm: true,
    isSecret: true,
  }
}
