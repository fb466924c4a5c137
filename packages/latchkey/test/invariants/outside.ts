import { customFetch } from "../../src/contracts/symbols.ts"
import type { EmailConfig, OAuth2Config } from "../../src/contracts/provider.ts"

/** What is outside of the application: mailboxes, and providers without a network. */
export class Outside {
  /** The last link of each address. */
  readonly mails = new Map<string, string>()
  readonly #codes = new Map<string, { readonly account: string; readonly challenge: string }>()
  #count = 0

  readonly email: EmailConfig = {
    id: "email",
    name: "E-mail",
    type: "email",
    maxAge: LINK_AGE,
    sendVerificationRequest: ({ url, identifier }) => void this.mails.set(identifier, url),
  }

  provider(id: string, withEmail: boolean): OAuth2Config<{ id: string; email: string | null }> {
    return {
      id,
      name: id,
      type: "oauth",
      clientId: "app",
      clientSecret: "app-secret-canary",
      checks: ["pkce", "state"],
      authorization: { url: `https://${id}.example/authorize` },
      token: { url: `https://${id}.example/token` },
      userinfo: { url: `https://${id}.example/userinfo` },
      profile: (profile: { readonly id: string }) => ({
        id: profile.id,
        name: profile.id,
        email: withEmail ? `${profile.id}@example.com` : null,
      }),
      [customFetch]: (url: string | URL | Request, init?: RequestInit) => this.#answer(url, init),
    } as unknown as OAuth2Config<{ id: string; email: string | null }>
  }

  /** Someone says yes at the provider; answers what the browser brings back. */
  consent(start: URL, account: string): string {
    const code = `code-${++this.#count}`
    this.#codes.set(code, { account, challenge: start.searchParams.get("code_challenge") ?? "" })
    return new URLSearchParams({ code, state: start.searchParams.get("state") ?? "" }).toString()
  }

  async #answer(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const { pathname } = new URL(url instanceof Request ? url.url : url)
    if (pathname === "/userinfo") {
      const [, account] = /^Bearer at-(.+)$/.exec(
        new Headers(init.headers).get("authorization") ?? "",
      )!
      return Response.json({ id: account, sub: account })
    }
    const form = new URLSearchParams(String(init.body))
    const code = form.get("code") ?? ""
    const found = this.#codes.get(code)
    this.#codes.delete(code)
    const verifier = new TextEncoder().encode(form.get("code_verifier") ?? "")
    const digest = await globalThis.crypto.subtle.digest("SHA-256", verifier)
    if (!found || Buffer.from(digest).toString("base64url") !== found.challenge)
      return Response.json({ error: "invalid_grant" }, { status: 400 })
    return Response.json({ access_token: `at-${found.account}`, token_type: "Bearer" })
  }
}

/** Seconds. */
export const LINK_AGE = 600
