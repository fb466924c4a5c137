import { createHash } from "node:crypto"
import { Window } from "happy-dom"
import { describe, expect, it } from "vitest"
import { renderPage } from "./render.ts"
import { passkeyScriptHash } from "./passkey-script.ts"
import { stylesheet, stylesheetHash } from "./stylesheet.ts"
import type { PageView, ProviderView, SignInView } from "./view.ts"

const baseUrl = "https://app.example"
const signinUrl = `${baseUrl}/api/auth/signin`
const common = { theme: {}, baseUrl }
const nonce = "c29tZSByYW5kb20gYnl0ZXM="

function provider(id: string, name: string, type: ProviderView["type"] = "oauth"): ProviderView {
  const callbackUrl = `${baseUrl}/api/auth/callback/${id}`
  return { id, name, type, signinUrl: `${signinUrl}/${id}`, callbackUrl }
}

const github = provider("github", "GitHub")
const mail = provider("resend", "Resend", "email")
const password: ProviderView = {
  ...provider("credentials", "Credentials", "credentials"),
  credentials: {
    username: { label: "User name" },
    password: { label: "Password", type: "password" },
  },
}
const signIn: SignInView = {
  ...common,
  page: "signin",
  csrfToken: "csrf-token",
  callbackUrl: `${baseUrl}/after`,
  providers: [github, mail, password],
}
const views: readonly PageView[] = [
  signIn,
  { ...common, page: "signout", csrfToken: "csrf-token", action: `${baseUrl}/api/auth/signout` },
  { ...common, page: "error", error: "AccessDenied", signinUrl },
  { ...common, page: "verify-request", signinUrl, email: "ada@example.com" },
  {
    ...common,
    page: "confirm-email",
    action: `${baseUrl}/api/auth/callback/resend`,
    token: "mail-token",
    email: "ada@example.com",
    callbackUrl: "/after",
    csrfToken: "csrf-token",
  },
  { ...common, page: "development-error", detail: { message: "No secret." } },
]

function parse(view: PageView): Document {
  const window = new Window()
  return new window.DOMParser().parseFromString(
    renderPage(view).html,
    "text/html",
  ) as unknown as Document
}

function text(element: Element | null): string {
  return (element?.textContent ?? "").replace(/\s+/g, " ").trim()
}

function hidden(form: Element): Record<string, string | null> {
  const inputs = [...form.querySelectorAll("input[type=hidden]")]
  return Object.fromEntries(
    inputs.map((input) => [input.getAttribute("name"), input.getAttribute("value")]),
  )
}

describe.each(views.map((view) => [view.page, view] as const))("every page: %s", (_, view) => {
  it("has a language, a title, one heading, and its landmarks", () => {
    const page = parse(view)
    expect(page.documentElement.getAttribute("lang")).toBe("en")
    expect(text(page.querySelector("title"))).not.toBe("")
    expect(page.querySelectorAll("h1")).toHaveLength(1)
    expect(page.querySelectorAll("main")).toHaveLength(1)
    expect(page.querySelector("footer a")?.getAttribute("href")).toBe(baseUrl)
    expect(page.querySelector("meta[name=viewport]")?.getAttribute("content")).not.toMatch(
      /scalable/,
    )
  })

  it("needs no script and nothing from outside", () => {
    const page = parse(view)
    expect(page.querySelectorAll("script, link, iframe, object, [style]")).toHaveLength(0)
    expect(stylesheet).not.toMatch(/url\(|@import|@font-face/)
  })

  it("labels every control that a person sees, and repeats no id", () => {
    const page = parse(view)
    for (const input of page.querySelectorAll("input:not([type=hidden])"))
      expect(text(page.querySelector(`label[for="${input.id}"]`))).not.toBe("")
    for (const button of page.querySelectorAll("button")) expect(text(button)).not.toBe("")
    const ids = [...page.querySelectorAll("[id]")].map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it("sends every form by POST with the CSRF token", () => {
    for (const form of parse(view).querySelectorAll("form")) {
      expect(form.getAttribute("method")).toBe("post")
      expect(hidden(form)).toHaveProperty("csrfToken", "csrf-token")
    }
  })

  it("names the stylesheet it holds in the policy, and allows no other source", () => {
    const { csp } = renderPage(view)
    const [style] = parse(view).querySelectorAll("style")
    const digest = createHash("sha256").update(style!.textContent!).digest("base64")
    expect(stylesheetHash).toBe(`sha256-${digest}`)
    expect(csp).toContain(`style-src 'sha256-${digest}';`)
    for (const part of ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
      expect(csp.split("; ")).toContain(part)
    expect(csp).not.toMatch(/unsafe|script-src/)
  })

  it("forbids forms exactly where it has none", () => {
    const hasForm = parse(view).querySelector("form") !== null
    expect(renderPage(view).csp.includes("form-action 'none'")).toBe(!hasForm)
  })
})

describe("the theme", () => {
  it("colours the button under a nonce", () => {
    const view = { ...signIn, theme: { brandColor: "#ffd54a" }, nonce }
    const [, style] = parse(view).querySelectorAll("style")
    expect(style?.getAttribute("nonce")).toBe(nonce)
    expect(style?.textContent).toBe(".primary{background:#ffd54a;color:#000}")
    expect(renderPage(view).csp).toContain(` 'nonce-${nonce}'`)
  })

  it.each([undefined, "", "short", "a'; script-src *", `${nonce}\r\nx: y`])(
    "is left out where the nonce is %j",
    (bad) => {
      const view = { ...signIn, theme: { brandColor: "#ffd54a" }, nonce: bad }
      expect(parse(view).querySelectorAll("style")).toHaveLength(1)
      expect(renderPage(view).csp).toBe(renderPage(signIn).csp)
    },
  )

  it("fixes the scheme, or leaves it to the browser", () => {
    const scheme = (colorScheme?: "auto" | "dark" | "light") => {
      const page = parse({ ...signIn, theme: colorScheme ? { colorScheme } : {} })
      const meta = page.querySelector("meta[name=color-scheme]")?.getAttribute("content")
      return [page.documentElement.getAttribute("data-scheme"), meta]
    }
    expect(scheme()).toEqual([null, "light dark"])
    expect(scheme("auto")).toEqual([null, "light dark"])
    expect(scheme("dark")).toEqual(["dark", "dark"])
    expect(scheme("light")).toEqual(["light", "light"])
  })

  it("shows the logo with the application's name as its text", () => {
    const page = parse({ ...signIn, appName: "Acme", theme: { logo: "https://a.example/l.png" } })
    const logo = page.querySelector("img.logo")
    expect(logo?.getAttribute("src")).toBe("https://a.example/l.png")
    expect(logo?.getAttribute("alt")).toBe("Acme")
    expect(text(page.querySelector("h1"))).toBe("Sign in to Acme")
  })
})

describe("the sign-in page", () => {
  const forms = (view: SignInView) => [...parse(view).querySelectorAll("form")]

  it("sends each form to its own address with the way back", () => {
    const [oauth, email, credentials] = forms(signIn)
    expect(oauth?.getAttribute("action")).toBe(github.signinUrl)
    expect(email?.getAttribute("action")).toBe(mail.signinUrl)
    expect(credentials?.getAttribute("action")).toBe(password.callbackUrl)
    for (const form of forms(signIn))
      expect(hidden(form)).toEqual({ csrfToken: "csrf-token", callbackUrl: `${baseUrl}/after` })
    expect(text(oauth!.querySelector("button"))).toBe("Sign in with GitHub")
  })

  it("asks for the e-mail address, filled in where it is known", () => {
    const input = forms({ ...signIn, email: "ada@example.com" })[1]!.querySelector("[name=email]")!
    const attribute = (name: string) => input.getAttribute(name)
    expect(attribute("type")).toBe("email")
    expect(attribute("autocomplete")).toBe("email")
    expect(attribute("required")).not.toBeNull()
    expect(attribute("value")).toBe("ada@example.com")
  })

  it("keeps the order of the providers by group, with dividers between", () => {
    const page = parse({ ...signIn, providers: [password, github, mail] })
    const actions = [...page.querySelectorAll("form")].map((form) => form.getAttribute("action"))
    expect(actions).toEqual([password.callbackUrl, mail.signinUrl, github.signinUrl])
    expect(page.querySelectorAll(".or")).toHaveLength(2)
  })

  it("tells two forms of a kind apart by name", () => {
    const other = { ...password, id: "ldap", name: "LDAP" }
    const labels = forms({ ...signIn, providers: [password, other] }).map((form) =>
      text(form.querySelector("button")),
    )
    expect(labels).toEqual(["Sign in with Credentials", "Sign in with LDAP"])
  })

  describe("with passkeys", () => {
    const passkey = {
      ...provider("passkey", "Passkey", "webauthn"),
      passkey: {
        optionsUrl: `${baseUrl}/api/auth/webauthn-options/passkey`,
        conditional: true,
        fields: { email: { label: "Email", autocomplete: "username webauthn" } },
      },
    }
    const withPasskey: SignInView = { ...signIn, providers: [github, passkey] }

    it("has a form that the script shows, with both buttons", () => {
      const form = forms(withPasskey)[1]!
      expect(form.hasAttribute("hidden")).toBe(true)
      expect(form.getAttribute("data-passkey")).toBe(passkey.passkey.optionsUrl)
      expect(form.getAttribute("action")).toBe(passkey.callbackUrl)
      expect(form.querySelector("[autocomplete='username webauthn']")).not.toBeNull()
      const buttons = [...form.querySelectorAll("button")].map((button) => text(button))
      expect(buttons).toEqual(["Sign in with a passkey", "Create a passkey"])
    })

    it("lets that script run by its hash, and no page without passkeys has one", () => {
      const { csp, html } = renderPage(withPasskey)
      const [script] = parse(withPasskey).querySelectorAll("script")
      const digest = createHash("sha256").update(script!.textContent!).digest("base64")
      expect(passkeyScriptHash).toBe(`sha256-${digest}`)
      expect(csp).toContain(`script-src 'sha256-${digest}'; connect-src 'self';`)
      expect(csp).not.toContain("unsafe")
      expect(html.match(/<script/g)).toHaveLength(1)
      const without = renderPage({ ...signIn, providers: [github] })
      expect(without.csp).not.toMatch(/script-src|connect-src/)
      expect(without.html).not.toContain("<script")
    })
  })

  it("says so where there is no provider", () => {
    expect(text(parse({ ...signIn, providers: [] }).querySelector("main"))).toContain("No way")
  })

  const codes =
    "Signin OAuthSignin OAuthCallbackError OAuthCallback OAuthCreateAccount EmailCreateAccount " +
    "Callback OAuthAccountNotLinked AccountNotLinked EmailSignin CredentialsSignin MissingCSRF " +
    "SessionRequired MissingClientId WebAuthnVerificationError Configuration Unavailable"
  it.each(codes.split(" "))("has a sentence for %s that doesn't show the code", (error) => {
    const alert = parse({ ...signIn, error }).querySelector("[role=alert]")
    expect(text(alert)).toMatch(/^[A-Z].{20,}\.$/)
    if (error !== "Signin") expect(text(alert)).not.toContain(error)
    if (error !== "Signin")
      expect(text(alert)).not.toBe(
        text(parse({ ...signIn, error: "?" }).querySelector("[role=alert]")),
      )
  })

  /** @see ADV-BA04, ADV-SD01 */
  it.each(["__proto__", "constructor", "toString", "Pay 100 € to evil.test"])(
    "says the general sentence for %s",
    (error) => {
      const alert = parse({ ...signIn, error }).querySelector("[role=alert]")
      expect(text(alert)).toMatch(/^Signing in didn’t work/)
    },
  )

  it("marks the fields that a message is about", () => {
    const page = parse({ ...signIn, error: "CredentialsSignin" })
    const wrong = [...page.querySelectorAll("[aria-invalid]")].map((i) => i.getAttribute("name"))
    expect(wrong).toEqual(["username", "password"])
    const id = page.querySelector("[aria-invalid]")!.getAttribute("aria-describedby")
    expect(page.getElementById(id!)?.getAttribute("role")).toBe("alert")
    expect(text(page.querySelector("title"))).toMatch(/^Error: /)
  })

  it("stays small: at most 12 kB for five providers", () => {
    const providers = ["A", "B", "C"].map((name) => provider(name, name)).concat(mail, password)
    const { html } = renderPage({
      ...signIn,
      providers,
      csrfToken: "f".repeat(129),
      error: "Signin",
    })
    expect(new TextEncoder().encode(html).length).toBeLessThanOrEqual(12_000)
  })
})

describe("the error page", () => {
  it.each([
    ["Configuration", 500, "Something is wrong on our side"],
    ["Unavailable", 503, "Signing in isn’t possible just now"],
    ["AccessDenied", 403, "You don’t have access"],
    ["Verification", 403, "This link no longer works"],
    ["Default", 200, "We couldn’t sign you in"],
    ["__proto__", 200, "We couldn’t sign you in"],
    [undefined, 200, "We couldn’t sign you in"],
  ])("answers %s with %d and says what to do", (error, status, title) => {
    const view: PageView = { ...common, page: "error", error, signinUrl }
    expect(renderPage(view).status).toBe(status)
    expect(text(parse(view).querySelector("h1"))).toBe(title)
    expect(parse(view).querySelector("main a")?.getAttribute("href")).toBe(signinUrl)
    expect(parse(view).querySelector(".detail")).toBeNull()
  })

  it("shows the cause where it is given one", () => {
    const development = {
      code: "MissingSecret",
      message: "Please define a `secret`.",
      cause: ["AUTH_SECRET: not set", "NEXTAUTH_SECRET: not set"],
      next: "npx latchkey secret",
    }
    for (const view of [
      { ...common, page: "error", error: "Configuration", signinUrl, development },
      { ...common, page: "development-error", detail: development },
    ] as const) {
      expect(renderPage(view).status).toBe(500)
      const detail = parse(view).querySelector(".detail")!
      expect(text(detail.querySelector("code"))).toBe("MissingSecret")
      expect(text(detail.querySelector(".message"))).toBe(development.message)
      const blocks = [...detail.querySelectorAll("pre")].map((pre) => pre.textContent)
      expect(blocks).toEqual([development.cause.join("\n"), development.next])
    }
  })
})

describe("the e-mail pages", () => {
  it("asks to confirm by POST, with everything the link held", () => {
    const form = parse(views[4]!).querySelector("form")!
    const values = { token: "mail-token", email: "ada@example.com", callbackUrl: "/after" }
    expect(hidden(form)).toEqual({ csrfToken: "csrf-token", ...values })
    expect(text(parse(views[4]!).querySelector("main"))).toContain("as ada@example.com?")
  })

  it("says where the link went, and how to get another", () => {
    const page = parse(views[3]!)
    expect(text(page.querySelector("strong"))).toBe("ada@example.com")
    expect(page.querySelector("main a")?.getAttribute("href")).toBe(signinUrl)
  })
})
