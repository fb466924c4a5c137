import { html, safeImageUrl, unsafeHtml } from "../web/html.ts"
import type { Html } from "../web/html.ts"
import { actionUrl } from "./action-url.ts"
import { attributes } from "./attributes.ts"
import type { PageContent } from "./content.ts"
import { passkeyScriptTag } from "./passkey-form.ts"
import { stylesheet } from "./stylesheet.ts"
import type { CommonView } from "./view.ts"

/** The colours of this response, where the policy allows them. */
export interface ThemedStyle {
  readonly css: string
  readonly nonce: string
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : ""
}

/** Written without a template, since the policy's hash covers every space of the content. */
function style(css: string, nonce?: string): Html {
  return unsafeHtml(`<style${attributes({ nonce }).toString()}>${css}</style>`)
}

/** The whole document. It works without the stylesheet and holds no script, but for passkeys. */
export function layout(view: CommonView, page: PageContent, themed?: ThemedStyle): string {
  const { appName, baseUrl, theme } = view
  const scheme = theme.colorScheme === "dark" || theme.colorScheme === "light"
  const root = attributes({ lang: "en", "data-scheme": scheme && theme.colorScheme })
  const logo = safeImageUrl(theme.logo)
  const isNamed = !appName || page.title.includes(appName)
  const title = `${page.isError ? "Error: " : ""}${page.title}${isNamed ? "" : ` · ${appName}`}`
  const document = html`<!doctype html>
<html${root}>
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${scheme ? theme.colorScheme : "light dark"}">
<meta name="robots" content="noindex">
<meta name="referrer" content="${page.isSecret ? "strict-origin" : "same-origin"}">
${style(stylesheet)}
${themed && style(themed.css, themed.nonce)}
</head>
<body>
<main${attributes({ class: page.isWide && "wide" })}>
${logo && html`<img class="logo" height="56" src="${logo}" alt="${appName ?? ""}" />`}
<h1>${page.title}</h1>
${page.body}
</main>
<footer><a href="${actionUrl(baseUrl)}">Back to ${appName || hostOf(baseUrl) || "the site"}</a></footer>
${page.hasPasskeys && passkeyScriptTag()}
</body>
</html>
`
  return String(document)
}
