import { html } from "../web/html.ts"
import type { PageContent } from "./content.ts"
import { postForm } from "./post-form.ts"
import type { SignOutView } from "./view.ts"

/** The page that asks whether to sign out. A link can't sign anyone out: that takes the form's POST. */
export function signOutPage(view: SignOutView): PageContent {
  const { action, csrfToken, callbackUrl, provider } = view
  const form = postForm({
    action,
    hidden: { csrfToken, callbackUrl, provider },
    button: "Sign out",
  })
  return {
    title: view.appName ? `Sign out of ${view.appName}?` : "Sign out?",
    body: html`<p>You can sign in again at any time.</p>
      ${form}`,
    hasForm: true,
  }
}
