import type { OAuth2Config } from "../../src/contracts/provider.ts"
import { customFetch } from "../../src/contracts/symbols.ts"
import { type OAuth1Provider, resolveOAuth1Provider } from "../../src/oauth/one/provider.ts"

/** A request as a provider of OAuth 1.0a would see it. */
export interface Asked {
  readonly method: string
  readonly url: string
  readonly authorization: string
  readonly body: BodyInit | null | undefined
}

/** A provider of which only the answers matter, with a note of what it was asked. */
export function answering(
  answer: (asked: Asked) => Response | string,
  more: Partial<OAuth2Config<any>> = {},
): { provider: OAuth1Provider; asked: Asked[] } {
  const asked: Asked[] = []
  const told: typeof fetch = (input, init) => {
    const authorization = new Headers(init?.headers).get("authorization") ?? ""
    const one = { method: init?.method ?? "GET", url: String(input), authorization }
    asked.push({ ...one, body: init?.body })
    const said = answer(asked.at(-1)!)
    return Promise.resolve(typeof said === "string" ? new Response(said) : said)
  }
  return { provider: resolveOAuth1Provider({ ...acme, [customFetch]: told, ...more }), asked }
}

/** As applications of NextAuth 4 write one. */
export const acme: OAuth2Config<any> = {
  id: "acme",
  name: "Acme",
  type: "oauth",
  version: "1.0",
  clientId: "the-key",
  clientSecret: "the-client-secret",
  requestTokenUrl: "https://acme.example/request",
  accessTokenUrl: "https://acme.example/access",
  authorization: { url: "https://acme.example/authorize?kept=1", params: { scope: "read" } },
  profileUrl: "https://acme.example/me",
}

/** The protocol parameters in a header, decoded. */
export function protocolOf({ authorization }: Asked): Record<string, string> {
  const pairs = [...authorization.matchAll(/([^\s=,]+)="([^"]*)"/g)]
  return Object.fromEntries(pairs.map(([, name, value]) => [name!, decodeURIComponent(value!)]))
}

/** What an attempt failed with. */
export async function failureOf<E = any>(attempt: () => unknown): Promise<E> {
  try {
    await attempt()
  } catch (error) {
    return error as E
  }
  throw new Error("it did not fail")
}
