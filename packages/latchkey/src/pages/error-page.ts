import { html } from "../web/html.ts"
import { actionUrl } from "./action-url.ts"
import type { PageContent } from "./content.ts"
import { errorDetail } from "./error-detail.ts"
import { errorText } from "./messages.ts"
import type { DevelopmentErrorView, ErrorView } from "./view.ts"

/** The page for what can't be tried again by typing: it says what the person can do, and leads back. */
export function errorPage(view: ErrorView): PageContent {
  const { title, text } = errorText(view.error)
  return {
    title,
    body: html`<p>${text}</p>
      <a class="button primary" href="${actionUrl(view.signinUrl)}">Back to sign in</a>
      ${view.ref && html`<p class="muted">Reference: <code>${view.ref}</code></p>`}
      ${view.development && errorDetail(view.development)}`,
    isError: true,
    isWide: view.development !== undefined,
    hasForm: false,
  }
}

/** The page of an error that only a developer can mend. */
export function developmentErrorPage(view: DevelopmentErrorView): PageContent {
  return {
    title: "Sign-in isn’t set up yet",
    body: errorDetail(view.detail),
    isError: true,
    isWide: true,
    hasForm: false,
  }
}
