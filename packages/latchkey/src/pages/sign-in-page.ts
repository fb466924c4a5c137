import { html, safeImageUrl } from "../web/html.ts"
import type { Html } from "../web/html.ts"
import { attributes } from "./attributes.ts"
import type { PageContent } from "./content.ts"
import { renderField } from "./field.ts"
import { signInMessage } from "./messages.ts"
import { passkeyForm } from "./passkey-form.ts"
import { postForm } from "./post-form.ts"
import type { ProviderView, SignInView } from "./view.ts"

const ERROR_ID = "error"
/** From this many on, the buttons stand in two columns and show the name alone. */
const MANY = 6
/** Names of more characters than this take a whole row then. */
const LONG = 20

/** The provider's logo, or its first letter (drawn by the stylesheet, so that it isn't read as text). */
function mark(provider: ProviderView): Html {
  const logo = safeImageUrl(provider.style?.logo)
  if (logo) {
    const values = { src: logo, alt: "", width: 24, height: 24, referrerpolicy: "no-referrer" }
    return html`<img class="mark" ${attributes(values)} />`
  }
  const [letter = ""] = provider.name.trim()
  return html`<span class="mark" aria-hidden="true" data-letter="${letter.toUpperCase()}"></span>`
}

function hiddenOf({ csrfToken, callbackUrl }: SignInView): Record<string, string | undefined> {
  return { csrfToken, callbackUrl }
}

function redirectForm(view: SignInView, provider: ProviderView, isPrimary: boolean): Html {
  const isLong = provider.name.length > LONG
  return postForm({
    action: provider.signinUrl,
    hidden: hiddenOf(view),
    button: html`${mark(provider)}<span
        ><span class="verb">Sign in with </span>${provider.name}</span
      >`,
    buttonClass: isPrimary ? "provider primary" : "provider",
    formClass: isLong ? "long" : undefined,
  })
}

function emailForm(view: SignInView, provider: ProviderView, id: string, label: string): Html {
  const isWrong = view.error === "EmailSignin" || view.error === "EmailCreateAccount"
  const field = renderField({
    id: `${id}-email`,
    name: "email",
    input: {
      label: "E-mail address",
      type: "email",
      autoComplete: "email",
      placeholder: "you@example.com",
      ...(view.email === undefined ? {} : { value: view.email }),
    },
    errorId: isWrong ? ERROR_ID : undefined,
  })
  return postForm({
    action: provider.signinUrl,
    hidden: hiddenOf(view),
    fields: field,
    button: label,
  })
}

function credentialsForm(
  view: SignInView,
  provider: ProviderView,
  id: string,
  label: string,
): Html {
  const errorId = view.error === "CredentialsSignin" ? ERROR_ID : undefined
  const fields = Object.entries(provider.credentials ?? {}).map(([name, input], index) =>
    renderField({ id: `${id}-${index}`, name, input, errorId }),
  )
  return postForm({
    action: provider.callbackUrl,
    hidden: hiddenOf(view),
    fields,
    button: label,
  })
}

/** Ways in that have a form of their own. */
const TYPED: ReadonlySet<string> = new Set(["email", "credentials", "webauthn"])

function typedForms(view: SignInView): Html[] {
  const typed = view.providers.filter(({ type }) => TYPED.has(type))
  return typed.map((provider, index) => {
    const isOnly = typed.filter(({ type }) => type === provider.type).length === 1
    if (provider.type === "webauthn") return passkeyForm(view, provider, `p${index}`)
    const named = `Sign in with ${provider.name}`
    return provider.type === "email"
      ? emailForm(view, provider, `p${index}`, isOnly ? "Send me a sign-in link" : named)
      : credentialsForm(view, provider, `p${index}`, isOnly ? "Sign in" : named)
  })
}

/** The forms in the order of the providers, by group: buttons together, each typed form on its own. */
function groups(view: SignInView): Html[] {
  const redirecting = view.providers.filter(({ type }) => type === "oauth" || type === "oidc")
  const typed = typedForms(view)
  if (redirecting.length === 0) return typed
  const isMany = redirecting.length >= MANY
  const isAlone = redirecting.length === 1 && typed.length === 0
  const buttons = html`<div class="providers${isMany && " many"}">
    ${redirecting.map((provider) => redirectForm(view, provider, isAlone))}
  </div>`
  const [first] = view.providers
  return first && redirecting.includes(first) ? [buttons, ...typed] : [...typed, buttons]
}

/** The page that offers each way to sign in. */
export function signInPage(view: SignInView): PageContent {
  const isError = view.error !== undefined && view.error !== "" && view.error !== "SessionRequired"
  const alert =
    view.error &&
    html`<p class="${isError ? "alert" : "notice"}" id="${ERROR_ID}" role="alert">
      ${signInMessage(view.error)}
    </p>`
  const ways = groups(view)
  const none = html`<p class="notice">No way to sign in is set up yet.</p>`
  return {
    title: view.appName ? `Sign in to ${view.appName}` : "Sign in",
    body: html`${alert}
    ${ways.length === 0 && none}${ways.map((way, index) => [index > 0 && html`<p class="or">or</p>`, way])}`,
    isError,
    hasForm: true,
    hasPasskeys: view.providers.some(({ type }) => type === "webauthn"),
  }
}
