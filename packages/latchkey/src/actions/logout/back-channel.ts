import type { Context } from "../../config/context.ts"
import { findProvider, isOAuth, isOAuth1 } from "../../config/providers.ts"
import { InvalidProvider } from "../../errors.ts"
import { readLogoutToken } from "../../oauth/logout-token.ts"
import type { OAuthProvider } from "../../oauth/provider.ts"
import type { RequestInternal, ResponseInternal } from "../result.ts"
import { oauthProvider } from "../signin/oauth.ts"
import { endNamed, type EndedByProvider } from "./end-named.ts"
import { once } from "./once.ts"

/** Seconds after which a provider may try again. */
const RETRY_AFTER = "30"

/**
 * POST /backchannel-logout/:provider: the provider says, from server to server, that somebody has signed out there
 * (OpenID Connect Back-Channel Logout 1.0). The token is the only proof; a browser has no part in this.
 */
export async function backChannelLogout(
  context: Context,
  request: RequestInternal,
): Promise<ResponseInternal> {
  const provider = logoutProvider(context, request.providerId)
  const text = request.body["logout_token"]
  if (!isForm(context) || typeof text !== "string") return refuse(context, provider, "request")
  const read = await readLogoutToken(provider, text)
  if (read.status === "refused") return refuse(context, provider, read.wrong)
  if (read.status === "unavailable") return unavailable(context, provider, read.err)
  const { token } = read
  const name = token.jti
  const ended = await once(context, { name, until: token.until }, () =>
    endNamed(context, provider.id, token),
  )
  if (!ended) return refuse(context, provider, "replay")
  await noteLogout(context, provider, ended, "back-channel")
  return { body: {}, headers: { "cache-control": "no-store" } }
}

/**
 * The provider that a logout is of.
 *
 * @throws InvalidProvider, MissingClientId, InvalidEndpoints
 */
export function logoutProvider(context: Context, id: string | undefined): OAuthProvider {
  const config = id === undefined ? undefined : findProvider(context, id)
  if (config && isOAuth(config) && !isOAuth1(config)) {
    const provider = oauthProvider(context, config, `${context.base}/callback/${id}`)
    // Without an issuer nobody can tell whom a logout comes from.
    if (provider.issuer ?? provider.wellKnown) return provider
  }
  throw new InvalidProvider(`No provider ${JSON.stringify(id ?? null)} signs people out here`)
}

/** Says which sessions a provider ended. */
export async function noteLogout(
  context: Context,
  provider: OAuthProvider,
  { by, users, sessions }: EndedByProvider,
  channel: "back-channel" | "front-channel",
): Promise<void> {
  const details = { channel, by, ...(sessions !== undefined && { sessions }) }
  const event = { type: "logout-received", outcome: "success", provider: provider.id } as const
  for (const user of users) await context.note({ ...event, user, details })
  if (users.length === 0) await context.note({ ...event, details })
}

function isForm({ incoming }: Context): boolean {
  const type = incoming.headers.get("content-type") ?? ""
  return /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type)
}

/** §2.8: 400 where the request is not valid, and why. What is wrong is named, never repeated. */
async function refuse(
  context: Context,
  provider: OAuthProvider,
  wrong: string,
): Promise<ResponseInternal> {
  context.logger.warn(
    "logout-refused",
    `A logout at "${provider.id}" ended nothing: ${wrong === "replay" ? "it was sent before" : `its ${wrong} is not right`}.`,
  )
  const event = { type: "logout-received", outcome: "refused", provider: provider.id } as const
  await context.note({ ...event, reason: wrong, details: { channel: "back-channel" } })
  const description = wrong === "replay" ? "the token was used before" : `wrong ${wrong}`
  return { status: 400, body: { error: "invalid_request", error_description: description } }
}

/** Nobody can say whether the token is right. It is not used up: the provider may send it again. */
async function unavailable(
  context: Context,
  provider: OAuthProvider,
  err: Error,
): Promise<ResponseInternal> {
  context.logger.warn(
    "logout-refused",
    `A logout at "${provider.id}" ended nothing: its keys can't be had: ${err.message}`,
  )
  const event = { type: "logout-received", outcome: "failure", provider: provider.id } as const
  await context.note({ ...event, reason: "keys", details: { channel: "back-channel" } })
  return {
    status: 503,
    headers: { "retry-after": RETRY_AFTER },
    body: { error: "temporarily_unavailable" },
  }
}
