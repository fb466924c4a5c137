import { assertTransport } from "../transport.ts"
import { ask, readCredentials } from "./ask.ts"
import type { Parameter } from "./base-string.ts"
import type { OAuth1Provider } from "./provider.ts"
import type { Credentials } from "./sign.ts"

/** Where to send the browser, and what to remember until it is back. */
export interface OAuth1Start {
  readonly url: string
  readonly credentials: Credentials
}

/**
 * Asks for temporary credentials (RFC 5849 §2.1), and says where the person gives their consent (§2.2). The secret
 * that came with them is in no address.
 *
 * @param parameters - those of the sign-in request, e.g. `force_login`. They go into both requests, as the provider's own
 *   do: which of the two wants them is not standardised.
 * @throws {Error} No answer, or not one to rely on.
 */
export async function requestToken(
  provider: OAuth1Provider<any>,
  callback: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<OAuth1Start> {
  assertTransport(provider, provider.authorization.url)
  const form: Parameter[] = Object.entries({ ...provider.authorization.params, ...parameters })
    // Those of the protocol are ours: whoever sends people to the sign-in has no say in them.
    .filter(([name]) => !name.startsWith("oauth_"))
  const text = await ask(provider, {
    method: "POST",
    url: provider.requestTokenUrl,
    protocol: [["oauth_callback", callback]],
    form,
  })
  const { credentials, more } = readCredentials(text)
  // A server that does not say it is one of OAuth 1.0, in which anybody can finish what another began (§2.1).
  if (more.get("oauth_callback_confirmed") !== "true") {
    throw new Error(
      "the answer has no oauth_callback_confirmed: the server does not speak OAuth 1.0a",
    )
  }
  const url = new URL(provider.authorization.url)
  for (const [name, value] of form) url.searchParams.set(name, value)
  url.searchParams.set("oauth_token", credentials.token)
  return { url: url.href, credentials }
}
