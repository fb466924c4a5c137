import { Window } from "happy-dom"
import { describe, expect, it } from "vitest"
import { markup as corpus } from "../../test/data/markup.ts"
import { cpuTimeOf } from "../../test/support/cpu-time.ts"
import { passkeyScript } from "./passkey-script.ts"
import { renderPage } from "./render.ts"
import type { PageView, ProviderView } from "./view.ts"

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
    const time = cpuTimeOf(() => {
      for (const part of ["<", "a", "rgb(1 ", " "])
        for (const view of views(part.repeat(100_000 / part.length))) renderPage(view)
    })
    expect(time).toBeLessThan(4_000)
  })
})
