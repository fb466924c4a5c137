import { Window } from "happy-dom"
import { describe, expect, it } from "vitest"
import { passkeyScript } from "./passkey-script.ts"
import { renderPage } from "./render.ts"
import type { PageView, ProviderView } from "./view.ts"

const corpus: readonly string[] = [
  "<script>alert(1)</script>",
  "</script><script>alert(1)</script>",
  "</title><script>alert(1)</script>",
  "</style><script>alert(1)</script>",
  "</textarea><script>alert(1)</script>",
  "</pre><script>alert(1)</script>",
  "--><script>alert(1)</script>",
  "]]><script>alert(1)</script>",
  "<ScRiPt>alert(1)</sCrIpT>",
  "<script/src=//evil.test>",
  "<script\n>alert(1)</script\n>",
  "<<script>alert(1)//<</script>",
  '"><script>alert(1)</script>',
  "'><script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "'><img src=x onerror=alert(1)>",
  "<img src=x onerror=alert(1)>",
  "<img/src/onerror=alert(1)>",
  "<svg onload=alert(1)>",
  "<svg/onload=alert(1)//",
  "<svg><script>alert(1)</script></svg>",
  "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
  "<math><a xlink:href=javascript:alert(1)>x</a></math>",
  "<body onload=alert(1)>",
  "<details open ontoggle=alert(1)>",
  "<input autofocus onfocus=alert(1)>",
  "<video><source onerror=alert(1)></video>",
  "<iframe src=javascript:alert(1)></iframe>",
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "<object data=javascript:alert(1)></object>",
  "<embed src=javascript:alert(1)>",
  "<base href=https://evil.test/>",
  "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
  "<link rel=stylesheet href=https://evil.test/x.css>",
  "<form action=https://evil.test><button>",
  '" onfocus=alert(1) autofocus x="',
  "' onfocus=alert(1) autofocus x='",
  "` onmouseover=alert(1) x=`",
  " onfocus=alert(1) autofocus ",
  "\tonfocus=alert(1)\tautofocus",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "java\nscript:alert(1)",
  "java\tscript:alert(1)",
  "\u0001javascript:alert(1)",
  " javascript:alert(1)",
  "javascript://app.example/%0aalert(1)",
  "vbscript:msgbox(1)",
  "data:text/html,<script>alert(1)</script>",
  "data:image/svg+xml,<svg onload=alert(1)>",
  "red;background:url(javascript:alert(1))",
  "red}</style><script>alert(1)</script>",
  "expression(alert(1))",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "&#x3c;script&#x3e;alert(1)",
  "&quot; onfocus=alert(1) ",
  "\u2028<script>alert(1)</script>",
  "\0<scr\0ipt>alert(1)</scr\0ipt>",
  "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
  "<template><script>alert(1)</script></template>",
  "${alert(1)}{{constructor.constructor('alert(1)')()}}",
]

/** Every view with the string in every field. */
function views(evil: string): PageView[] {
  const theme = { colorScheme: evil as "auto", logo: evil, brandColor: evil, buttonText: evil }
  const common = { theme, baseUrl: evil, appName: evil, nonce: evil }
  const style = { logo: evil, text: evil, bg: evil, brandColor: evil }
  const input = {
    label: evil,
    type: evil,
    placeholder: evil,
    value: evil,
    [evil]: evil,
    title: evil,
    onfocus: evil,
  }
  const provider = (type: ProviderView["type"]): ProviderView => ({
    id: evil,
    name: evil,
    type,
    signinUrl: evil,
    callbackUrl: evil,
    style,
    credentials: { [evil]: input, hidden: { ...input, type: "hidden" } },
    passkey: { optionsUrl: evil, conditional: true, fields: { [evil]: input } },
  })
  const types = ["oauth", "oidc", "email", "credentials", "credentials", "webauthn"] as const
  const form = { csrfToken: evil, callbackUrl: evil }
  const detail = { code: evil, message: evil, cause: [evil, evil], next: evil }
  const providers = types.map(provider)
  return [
    { ...common, ...form, page: "signin", providers, error: evil, email: evil },
    { ...common, ...form, page: "signout", action: evil },
    { ...common, page: "error", error: evil, signinUrl: evil, development: detail },
    { ...common, page: "verify-request", signinUrl: evil, email: evil },
    { ...common, ...form, page: "confirm-email", action: evil, token: evil, email: evil },
    { ...common, page: "development-error", detail },
  ]
}

const elements = new Set(
  (
    "html head meta title style body main img h1 h2 p form input button span div label footer a " +
    "section code pre strong bdi noscript script"
  ).split(" "),
)

function check(view: PageView): void {
  const { html, csp } = renderPage(view)
  const window = new Window()
  const page = new window.DOMParser().parseFromString(html, "text/html")
  for (const element of page.querySelectorAll("*")) {
    expect(elements).toContain(element.localName)
    for (const { name, value } of element.attributes) {
      expect(name).toMatch(/^(?!on)[a-z-]+$/)
      // A browser drops control characters and spaces before it reads the scheme (URL §4.4).
      const url = Array.from(value ?? "")
        .filter((character) => character > " ")
        .join("")
      if (/^(?:href|src|action|formaction)$/.test(name))
        expect(url).not.toMatch(/^(?:javascript|vbscript|data:(?!image))/i)
    }
  }
  expect(page.querySelectorAll("main")).toHaveLength(1)
  expect(page.querySelectorAll("style")).toHaveLength(1)
  for (const script of page.querySelectorAll("script")) {
    expect(script.textContent).toBe(passkeyScript)
    expect(script.attributes).toHaveLength(0)
  }
  expect(page.querySelectorAll("meta[http-equiv]")).toHaveLength(0)
  expect(csp).toMatch(/^[\w'+/=:;* -]+$/)
}

/** @see HI-3, ADV-BA04, ADV-SD01 */
describe("no value becomes markup", () => {
  it("has a corpus worth the name", () => {
    expect(new Set(corpus).size).toBeGreaterThanOrEqual(40)
  })

  it.each(corpus)("%j", (evil) => {
    for (const view of views(evil)) check(view)
  })

  it("shows the text as it was given", () => {
    const [text] = corpus
    const detail = { message: text! }
    const { html } = renderPage({ page: "development-error", theme: {}, baseUrl: "/", detail })
    const page = new new Window().DOMParser().parseFromString(html, "text/html")
    expect(page.querySelector(".message")?.textContent).toBe(text)
  })

  /** @see HI-6 */
  it("reads values of 100 kB in no time", () => {
    const start = performance.now()
    for (const part of ["<", "a", "rgb(1 ", " "])
      for (const view of views(part.repeat(100_000 / part.length))) renderPage(view)
    expect(performance.now() - start).toBeLessThan(4_000)
  })
})
