import { html } from "../web/html.ts"
import type { Html } from "../web/html.ts"

/** Hidden fields; those that are undefined are left out. */
export function hiddenFields(values: Readonly<Record<string, string | undefined>>): Html {
  const given = Object.entries(values).filter(([, value]) => value !== undefined)
  return html`${given.map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )}`
}
