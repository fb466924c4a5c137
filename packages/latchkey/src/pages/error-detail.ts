import { html } from "../web/html.ts"
import type { Html } from "../web/html.ts"
import type { ErrorDetail } from "./view.ts"

/** What failed, which code, what was looked at, and the next command. */
export function errorDetail(detail: ErrorDetail): Html {
  const { code, message, cause = [], next } = detail
  return html`<section class="detail" aria-labelledby="detail">
    <h2 id="detail">What happened</h2>
    ${code && html`<p><code class="code">${code}</code></p>`}
    <p class="message">${message}</p>
    ${
      cause.length > 0 &&
      html`<h2>Cause</h2>
        <pre tabindex="0">${cause.join("\n")}</pre>`
    }
    ${
      next &&
      html`<h2>Next, run</h2>
        <pre class="next" tabindex="0">${next}</pre>`
    }
    <p class="muted">
      You see this because the app runs in development. In production it is in the log alone.
    </p>
  </section>`
}
