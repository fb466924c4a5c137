import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  allowFrames,
  isPrefetch,
  isSameOriginRequest,
  noStore,
  redirectHeaders,
  securityHeaders,
} from "./headers.ts"

const origin = "https://app.example"
const check = (headers: Record<string, string>): string =>
  isSameOriginRequest(new Headers(headers), origin)

describe("noStore", () => {
  /** @see ADV-NX08 ADV-SD04 */
  it("keeps every cache out, in the words that clients know", () => {
    expect(noStore).toEqual({
      "Cache-Control": "private, no-cache, no-store",
      Expires: "0",
      Pragma: "no-cache",
    })
  })
})

describe("securityHeaders", () => {
  it("has nosniff, no frames and a referrer policy on everything", () => {
    for (const html of [true, false]) {
      for (const https of [true, false]) {
        const headers = new Headers(securityHeaders({ html, https }))
        expect(headers.get("x-content-type-options")).toBe("nosniff")
        expect(headers.get("x-frame-options")).toBe("DENY")
        expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'")
        expect(headers.get("content-security-policy")).toContain("default-src 'none'")
        expect(headers.get("cross-origin-resource-policy")).toBe("same-origin")
        expect(headers.get("access-control-allow-origin")).toBeNull()
        // A page under no-referrer posts its own forms with Origin: null.
        expect(headers.get("referrer-policy")).toBe(html ? "same-origin" : "no-referrer")
        expect(headers.get("cross-origin-opener-policy")).toBe(html ? "same-origin" : null)
        expect(headers.has("strict-transport-security")).toBe(html && https)
      }
    }
  })

  it("takes the policy of the page", () => {
    const csp = "default-src 'none'; script-src 'nonce-x'"
    expect(securityHeaders({ html: true, https: true, csp })["Content-Security-Policy"]).toBe(csp)
    expect(securityHeaders({ html: true, https: true })["Content-Security-Policy"]).toMatch(
      /base-uri 'none'.*form-action 'self'/,
    )
  })
})

describe("the words of the headers", () => {
  it("of a page, of an answer without one, and of a redirect", () => {
    expect(securityHeaders({ html: true, https: true })).toEqual({
      "X-Content-Type-Options": "nosniff",
      "X-Frame-Options": "DENY",
      "Referrer-Policy": "same-origin",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Strict-Transport-Security": "max-age=31536000",
      "Content-Security-Policy":
        "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    })
    expect(securityHeaders({ html: false, https: true })).toEqual({
      "X-Content-Type-Options": "nosniff",
      "X-Frame-Options": "DENY",
      "Referrer-Policy": "no-referrer",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    })
    const csp = "default-src 'self'"
    expect(securityHeaders({ html: false, https: false, csp })["Content-Security-Policy"]).toBe(csp)
    expect(redirectHeaders).toEqual({ "X-Content-Type-Options": "nosniff" })
  })

  it.each([
    [[], "'none'"],
    [["https://id.example"], "https://id.example"],
    [["https://id.example", "https://b.example"], "https://id.example https://b.example"],
  ])("frames of %j may show an answer, and nobody else's", (origins, ancestors) => {
    const headers = new Headers(securityHeaders({ html: false, https: true }))
    allowFrames(headers, origins)
    expect(Object.fromEntries(headers)).toEqual({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "cross-origin",
      "content-security-policy": `default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors ${ancestors}; sandbox`,
    })
  })
})

describe("isPrefetch", () => {
  it.each([
    ["sec-purpose", "prefetch"],
    ["sec-purpose", "prefetch;prerender"],
    ["sec-purpose", "Prerender"],
    ["purpose", "prefetch"],
    ["x-purpose", "preview"],
    ["x-moz", "prefetch"],
  ])("%s: %s is nobody who looks", (name, value) => {
    expect(isPrefetch(new Headers({ [name]: value }))).toBe(true)
  })

  it.each([
    ["sec-purpose", ""],
    ["sec-purpose", "prefetched"],
    ["sec-purpose", "no prefetch"],
    ["x-other", "prefetch"],
  ])("%s: %s is somebody", (name, value) => {
    expect(isPrefetch(new Headers({ [name]: value }))).toBe(false)
    expect(isPrefetch(new Headers())).toBe(false)
  })
})

describe("isSameOriginRequest", () => {
  const sites = [
    undefined,
    "same-origin",
    "same-site",
    "cross-site",
    "none",
    "bogus",
    "same-origin, same-origin",
    "",
  ]
  const modes = [undefined, "navigate", "cors", "no-cors", "same-origin"]
  const dests = [undefined, "document", "iframe", "empty"]
  const senders = [
    undefined,
    origin,
    "null",
    "https://evil.com",
    "http://app.example",
    "https://app.example:443",
    "HTTPS://APP.EXAMPLE",
    "https://app.example.",
    "https://app.example/",
    `${origin}, ${origin}`,
    "https://sub.app.example",
    "",
  ]
  const referers = [
    undefined,
    `${origin}/signin?x`,
    "https://evil.com/",
    "not a url",
    "https://app.example@evil.com/",
  ]

  /** @see CS-2 CS-3 CS-4 ADV-NX06 */
  it("answers as the table says, for every combination", () => {
    let rows = 0
    for (const site of sites)
      for (const mode of modes)
        for (const dest of dests)
          for (const sender of senders)
            for (const referer of referers) {
              const given = {
                "sec-fetch-site": site,
                "sec-fetch-mode": mode,
                "sec-fetch-dest": dest,
                origin: sender,
                referer,
              }
              const headers = Object.fromEntries(
                Object.entries(given).filter(([, value]) => value !== undefined),
              )
              expect(check(headers as Record<string, string>), JSON.stringify(given)).toBe(
                oracle(site, sender, referer),
              )
              rows++
            }
    expect(rows).toBe(sites.length * modes.length * dests.length * senders.length * referers.length)
  })

  /** @see ADV-NX06 */
  it("never takes an Origin of null for none", () => {
    expect(check({ origin: "null" })).toBe("cross")
    expect(check({ origin: "null", referer: `${origin}/` })).toBe("cross")
    expect(check({ origin: "null", "sec-fetch-site": "none" })).toBe("cross")
    expect(check({ origin: "null", "sec-fetch-site": "cross-site" })).toBe("cross")
  })

  it("believes the browser that a form posted under no-referrer is our own", () => {
    expect(check({ origin: "null", "sec-fetch-site": "same-origin" })).toBe("same")
  })

  it.each([
    [{ "sec-fetch-site": "same-origin" }, "same"],
    [{ "sec-fetch-site": "same-origin", origin }, "same"],
    [{ "sec-fetch-site": "same-origin", origin: "https://evil.com" }, "cross"],
    [{ "sec-fetch-site": "same-site", origin }, "cross"],
    [{ "sec-fetch-site": "none", origin }, "same"],
    [{ "sec-fetch-site": "none" }, "unknown"],
    [{ origin }, "same"],
    [{ origin: "https://evil.com" }, "cross"],
    [{ referer: `${origin}/a` }, "same"],
    [{ referer: "https://evil.com/" }, "cross"],
    [{ referer: "not a url" }, "cross"],
  ])("%j is %s", (headers, answer) => {
    expect(check(headers as Record<string, string>)).toBe(answer)
  })

  it("knows nothing where nothing is said", () => expect(check({})).toBe("unknown"))

  it("never throws", () => {
    const text = fc.option(fc.string({ unit: "binary" }), { nil: null })
    fc.assert(
      fc.property(text, text, text, text, (site, sender, referer, own) => {
        const map: Record<string, string | null> = {
          "sec-fetch-site": site,
          origin: sender,
          referer,
        }
        const answer = isSameOriginRequest({ get: (name) => map[name] ?? null }, own ?? origin)
        expect(["same", "cross", "unknown"]).toContain(answer)
      }),
    )
  })

  function oracle(
    site: string | undefined,
    sender: string | undefined,
    referer: string | undefined,
  ): string {
    const trustedSite = site === "same-origin"
    if (site !== undefined && site !== "none" && !trustedSite) return "cross"
    if (sender === origin) return "same"
    if (sender === "null" && trustedSite) return "same"
    if (sender !== undefined) return "cross"
    if (trustedSite) return "same"
    if (referer === undefined) return "unknown"
    return referer.startsWith(`${origin}/`) ? "same" : "cross"
  }
})
