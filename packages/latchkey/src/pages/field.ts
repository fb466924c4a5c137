import type { CredentialInput } from "../contracts/provider.ts"
import { html } from "../web/html.ts"
import type { Html } from "../web/html.ts"
import { attributes } from "./attributes.ts"

export interface FieldOptions {
  readonly id: string
  readonly name: string
  readonly input: CredentialInput
  /** Id of the message that says what is wrong with the form. */
  readonly errorId?: string | undefined
}

/** Types that hold text or a choice; buttons, images and files have no place in a sign-in form. */
const types: ReadonlySet<string> = new Set(
  "text password email tel url number search hidden checkbox date".split(" "),
)

/** Attributes an application may set; lower case, so that `autoComplete` works as well. */
const allowed: ReadonlySet<string> = new Set(
  (
    "placeholder value autocomplete required minlength maxlength min max step pattern title inputmode " +
    "autocapitalize spellcheck readonly disabled checked autofocus"
  ).split(" "),
)

/** What the browser may fill in (HTML §4.10.18.7), where the application doesn't say. */
function guessAutocomplete(name: string, type: string): string | undefined {
  if (type === "password") return "current-password"
  if (type === "email" || /^(?:e-?mail|user-?_?name|user|login)$/i.test(name)) return "username"
  if (type === "tel") return "tel"
  if (/^(?:otp|totp|mfa|2fa|code|token)$|one-?time/i.test(name)) return "one-time-code"
  return undefined
}

function ownAttributes(input: CredentialInput): Record<string, unknown> {
  const entries = Object.entries(input).map(([key, value]) => [key.toLowerCase(), value] as const)
  return Object.fromEntries(entries.filter(([key]) => allowed.has(key)))
}

/**
 * A field of the credentials form with its label. A user name or password is required unless the application says
 * `required: false`; any other field (a one-time code, say) only if it says `required: true`.
 */
export function renderField({ id, name, input, errorId }: FieldOptions): Html {
  const asked = String(input.type ?? "text").toLowerCase()
  const type = types.has(asked) ? asked : "text"
  if (type === "hidden") return html`<input${attributes({ type, name, value: input.value })}>`
  const autocomplete = guessAutocomplete(name, type)
  const isIdentity = autocomplete === "username"
  const control = html`<input${attributes({
    id,
    name,
    type,
    autocomplete,
    required: isIdentity || type === "password",
    autocapitalize: isIdentity && "none",
    spellcheck: isIdentity && "false",
    "aria-invalid": errorId && "true",
    "aria-describedby": errorId,
    ...ownAttributes(input),
  })}>`
  const label = html`<label for="${id}">${input.label ?? name}</label>`
  return type === "checkbox"
    ? html`<div class="check">${control}${label}</div>`
    : html`<div>${label}${control}</div>`
}
