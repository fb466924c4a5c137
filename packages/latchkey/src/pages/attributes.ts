import { escapeHtml, unsafeHtml } from "../web/html.ts"
import type { Html } from "../web/html.ts"

/** Writes attributes: true as a bare name, false, null and undefined not at all. Names must be our own. */
export function attributes(values: Readonly<Record<string, unknown>>): Html {
  let text = ""
  for (const [name, value] of Object.entries(values)) {
    if (value === true) text += ` ${name}`
    else if (typeof value === "string" || typeof value === "number")
      text += ` ${name}="${escapeHtml(String(value))}"`
  }
  return unsafeHtml(text)
}
