/**
 * What packages for frameworks rely on, seen by running them (`docs/frameworks-of-others.md`).
 */
import { describe, expect, it } from "vitest"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import { skipCSRFCheck } from "../../src/index.ts"
import { Browser, locationOf, own, v4, v5 } from "../support/browser.ts"

const quiet = { error: () => {}, warn: () => {}, debug: () => {}, info: () => {} }
const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: {},
  authorize: ({ password }) => (password === "right" ? { id: "7", name: "Ada" } : null),
}
const doors = [
  ["latchkey", own],
  ["v5 door", v5],
  ["v4 door", v4],
] as const

describe.each(doors)("through %s", (_, door) => {
  const browserOf = (more: object = {}): Browser =>
    new Browser({ providers: [credentials], logger: quiet, ...more }, { door })

  it("a redirect says nothing about pages, since others copy its headers to theirs", async () => {
    const browser = browserOf()
    for (const [path, fields] of [
      ["/callback/credentials", { password: "right" }],
      ["/callback/credentials", { password: "wrong" }],
      ["/signout", {}],
    ] as const) {
      const { status, headers } = await browser.post(path, fields)
      expect([302, 303]).toContain(status)
      expect([...headers.keys()].filter((name) => !name.startsWith("set-cookie"))).toEqual([
        "cache-control",
        "expires",
        "location",
        "pragma",
        "x-content-type-options",
      ])
      expect(headers.get("cache-control")).toContain("no-store")
    }
  })

  it("the same as JSON keeps the policy of JSON", async () => {
    const headers = { "x-auth-return-redirect": "1" }
    const answer = await browserOf().post("/callback/credentials", { password: "right" }, headers)
    expect(answer.status).toBe(200)
    expect(answer.headers.get("content-security-policy")).toContain("sandbox")
    expect(answer.headers.get("x-frame-options")).toBe("DENY")
    expect(answer.headers.get("referrer-policy")).toBe("no-referrer")
  })

  describe("without tokens, since the framework looks at the sender", () => {
    const post = async (path: string, headers: Record<string, string>): Promise<Response> =>
      browserOf({ skipCSRFCheck }).post(path, { csrfToken: "", password: "right" }, headers)

    it.each([{}, { "sec-fetch-site": "same-origin" }, { "sec-fetch-site": "same-site" }])(
      "%j signs in",
      async (headers) => {
        const answer = await post("/callback/credentials", headers)
        expect(answer.headers.getSetCookie().join()).toMatch(/session-token=[^;]/)
      },
    )

    it.each(["/callback/credentials", "/signout"])(
      "what a browser calls cross-site is refused by POST %s",
      async (path) => {
        const answer = await post(path, { "sec-fetch-site": "cross-site" })
        expect(locationOf(answer).searchParams.get("error")).toBe("MissingCSRF")
        expect(answer.headers.getSetCookie().join()).not.toContain("session-token")
      },
    )
  })
})
