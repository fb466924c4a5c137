import { confirmEmailPage, verifyRequestPage } from "./email-pages.ts"
import type { PageContent } from "./content.ts"
import { developmentErrorPage, errorPage } from "./error-page.ts"
import { layout } from "./layout.ts"
import { passkeyScriptHash } from "./passkey-script.ts"
import { signInPage } from "./sign-in-page.ts"
import { signOutPage } from "./sign-out-page.ts"
import { stylesheetHash } from "./stylesheet.ts"
import { themeStyle } from "./theme-style.ts"
import type { PageView } from "./view.ts"

/** A built-in page, ready to be sent. */
export interface RenderedPage {
  readonly html: string
  /** Value for the `Content-Security-Policy` header. */
  readonly csp: string
  readonly status: number
}

const statuses: Readonly<Record<string, number>> = {
  Configuration: 500,
  Unavailable: 503,
  AccessDenied: 403,
  Verification: 403,
}

function statusOf(view: PageView): number {
  if (view.page === "development-error") return 500
  if (view.page !== "error" || view.error === undefined) return 200
  return Object.hasOwn(statuses, view.error) ? statuses[view.error]! : 200
}

function contentOf(view: PageView): PageContent {
  switch (view.page) {
    case "signin":
      return signInPage(view)
    case "signout":
      return signOutPage(view)
    case "error":
      return errorPage(view)
    case "verify-request":
      return verifyRequestPage(view)
    case "confirm-email":
      return confirmEmailPage(view)
    case "development-error":
      return developmentErrorPage(view)
  }
}

/**
 * The policy of a page: nothing but its own styles, images, and the one script. It doesn't name `form-action` where there is a form:
 * browsers apply that to the redirects after the POST as well, and those lead to the providers (CSP3 §6.4.2.1).
 */
function policy(nonce: string | undefined, { hasForm, hasPasskeys }: PageContent): string {
  return [
    "default-src 'none'",
    `style-src '${stylesheetHash}'${nonce ? ` 'nonce-${nonce}'` : ""}`,
    "img-src 'self' https: data:",
    ...(hasPasskeys ? [`script-src '${passkeyScriptHash}'`, "connect-src 'self'"] : []),
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(hasForm ? [] : ["form-action 'none'"]),
  ].join("; ")
}

/**
 * Renders a built-in page: a pure function of its view.
 *
 * The theme's colours need `nonce`; send the page with `Cache-Control: no-store`, and with a `Referrer-Policy` that
 * isn't `no-referrer`, which would turn the `Origin` of its forms into `null` (Fetch §3.2).
 *
 * @example
 * ```ts
 * const { html, csp, status } = renderPage({ page: "error", error: "AccessDenied", theme: {}, baseUrl, signinUrl })
 * return new Response(html, { status, headers: { "content-type": "text/html", "content-security-policy": csp } })
 * ```
 */
export function renderPage(view: PageView): RenderedPage {
  const content = contentOf(view)
  const css = themeStyle(view.theme)
  // The grammar of base64-value: what is no nonce must not reach the header (CSP3 §2.3.1).
  const nonce = css && /^[\w+/-]{8,}={0,2}$/.test(view.nonce ?? "") ? view.nonce : undefined
  return {
    html: layout(view, content, nonce === undefined ? undefined : { css, nonce }),
    csp: policy(nonce, content),
    status: statusOf(view),
  }
}
