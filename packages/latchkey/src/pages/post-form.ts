import { html } from "../web/html.ts"
import type { Html } from "../web/html.ts"
import { actionUrl } from "./action-url.ts"
import { attributes } from "./attributes.ts"

export interface PostFormOptions {
  readonly action: string
  /** Hidden values; those that are undefined are left out. */
  readonly hidden: Readonly<Record<string, string | undefined>>
  readonly fields?: Html | readonly Html[] | undefined
  /** What stands on the button. */
  readonly button: Html | string
  readonly buttonClass?: string
  readonly formClass?: string | undefined
}

/** A form with one button. */
export function postForm(options: PostFormOptions): Html {
  const { action, hidden, fields, button, buttonClass = "primary", formClass } = options
  const inputs = Object.entries(hidden).map(
    ([name, value]) =>
      value !== undefined && html`<input${attributes({ type: "hidden", name, value })}>`,
  )
  return html`<form${attributes({ action: actionUrl(action), method: "post", class: formClass })}>
${inputs}${fields}
<button class="${buttonClass}">${button}</button>
</form>`
}
