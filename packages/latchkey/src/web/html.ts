/** Markup that is safe to send: made by {@link html}, so its values are escaped. It can't be forged by data. */
export class Html {
  readonly #markup: string

  /** @internal Use {@link html}. */
  constructor(markup: string) {
    this.#markup = markup
  }

  toString(): string {
    return this.#markup
  }

  /** @internal */
  static markupOf(value: unknown): string | undefined {
    return typeof value === "object" && value !== null && #markup in value
      ? value.#markup
      : undefined
  }
}

/** What may stand in a template. */
export type HtmlValue =
  | Html
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | readonly HtmlValue[]

/**
 * A template whose values are escaped, for text and for attributes in quotes. Markup of its own kind goes in as it is,
 * lists are joined; null, undefined and false are nothing. Don't put values into scripts, styles or unquoted attributes.
 *
 * @example
 * ```ts
 * html`<p title="${title}">${names.map((name) => html`<b>${name}</b>`)}</p>`.toString()
 * ```
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = strings[0]!
  for (let i = 0; i < values.length; i++) markup += render(values[i]) + strings[i + 1]!
  return new Html(markup)
}

/** Takes a text for markup. Only for what we wrote ourselves. */
export function unsafeHtml(markup: string): Html {
  return new Html(markup)
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

/** Escapes a text for HTML, between tags or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => entities[char]!)
}

function render(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return ""
  if (typeof value === "string") return escapeHtml(value)
  if (Array.isArray(value)) return value.map(render).join("")
  if (typeof value === "number" || typeof value === "bigint" || value === true) return String(value)
  // An object that isn't ours is no markup, whatever its toString says.
  return Html.markupOf(value) ?? ""
}

export { safeColor, safeImageUrl } from "./safe-value.ts"
