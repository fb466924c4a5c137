import { html } from "../web/html.ts"
import { actionUrl } from "./action-url.ts"
import type { PageContent } from "./content.ts"
import { hiddenFields } from "./hidden-fields.ts"
import type { SignOutView } from "./view.ts"

/** The page that asks whether to sign out. A link can't sign anyone out: that takes the form's POST. */
export function signOutPage(view: SignOutView): PageContent {
  return {
    title: view.appName ? `Sign out of ${view.appName}?` : "Sign out?",
    body: html`<p>You can sign in again at any time.</p>
      <form action="${actionUrl(view.action)}" method="post">
        ${hiddenFields({ csrfToken: view.csrfToken, callbackUrl: view.callbackUrl })}
        <button class="primary">Sign out</button>
      </form>`,
    hasForm: true,
  }
}
