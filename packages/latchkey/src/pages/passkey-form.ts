import { html, unsafeHtml } from "../web/html.ts"
import type { Html } from "../web/html.ts"
import { actionUrl } from "./action-url.ts"
import { attributes } from "./attributes.ts"
import { renderField } from "./field.ts"
import { passkeyScript } from "./passkey-script.ts"
import type { ProviderView, SignInView } from "./view.ts"

/** Shown by the script, once it knows that the browser has passkeys. */
export function passkeyForm(view: SignInView, provider: ProviderView, id: string): Html {
  const { optionsUrl, conditional = false, fields = {} } = provider.passkey ?? {}
  const hidden = { csrfToken: view.csrfToken, callbackUrl: view.callbackUrl, action: "", data: "" }
  const inputs = Object.entries(hidden).map(
    ([name, value]) =>
      value !== undefined && html`<input${attributes({ type: "hidden", name, value })}>`,
  )
  const typed = Object.entries(fields).map(([name, input], index) =>
    renderField({ id: `${id}-${index}`, name, input }),
  )
  const isAlone = view.providers.filter(({ type }) => type === "webauthn").length === 1
  const named = isAlone ? "a passkey" : provider.name
  const form = attributes({
    action: actionUrl(provider.callbackUrl),
    method: "post",
    hidden: true,
    "data-passkey": optionsUrl && actionUrl(optionsUrl),
    "data-conditional": conditional,
  })
  return html`<form${form}>
${inputs}${typed}
<p class="alert" role="alert" data-say hidden>That did not work. Try again, or sign in another way.</p>
<button class="primary" value="authenticate" formnovalidate>Sign in with ${named}</button>
<p class="or">new here?</p>
<button value="register">Create ${isAlone ? "a passkey" : `one with ${named}`}</button>
</form>
<noscript><p class="notice">Passkeys need JavaScript.</p></noscript>`
}

/** Written without a template, since the policy's hash covers every space of the content. */
export function passkeyScriptTag(): Html {
  return unsafeHtml(`<script>${passkeyScript}</script>`)
}
