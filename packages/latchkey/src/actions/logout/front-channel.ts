import type { Context } from "../../config/context.ts"
import { InvalidProvider, MissingAdapterMethods } from "../../errors.ts"
import { discover } from "../../oauth/discover.ts"
import { endSessionEndpoint } from "../../oauth/end-session.ts"
import type { RequestInternal, ResponseInternal } from "../result.ts"
import { logoutProvider, noteLogout } from "./back-channel.ts"
import { recordsOf } from "../../config/listing.ts"
import { endNamed } from "./end-named.ts"

/** What the frame shows: nobody sees it. */
const PAGE = "<!doctype html><title>Signed out</title>"

/**
 * GET /frontchannel-logout/:provider: the provider opens this in a frame of its sign-out page (OpenID Connect
 * Front-Channel Logout 1.0). Our cookies don't come along into a frame of another site, so the session is found by its
 * id at the provider, which nobody else knows; and nothing is signed, so whoever does know it can end that session.
 *
 * @throws AdapterError, RevocationsUnavailable
 */
export async function frontChannelLogout(
  context: Context,
  request: RequestInternal,
): Promise<ResponseInternal> {
  const provider = logoutProvider(context, request.providerId)
  if (!provider.frontChannelLogout) {
    throw new InvalidProvider(`Provider "${provider.id}" has no frontChannelLogout`)
  }
  if (!recordsOf(context)) {
    throw new MissingAdapterMethods(`frontChannelLogout of "${provider.id}" needs session.records`)
  }
  const { iss, sid } = request.query
  const server = await discover(provider)
  const endpoint = endSessionEndpoint(provider, server)
  const framedBy = [...new Set([server.issuer, endpoint].flatMap(originOf))]
  // The same answer whether there is such a session or not.
  const answer = { body: PAGE, framedBy, headers: { "content-type": "text/html; charset=utf-8" } }
  if (!iss || !sid || iss !== server.issuer || !/^[\x20-\x7e]{1,255}$/.test(sid)) {
    return { ...answer, status: 400 }
  }
  const ended = await endNamed(context, provider.id, { sid })
  await noteLogout(context, provider, ended, "front-channel")
  return answer
}

function originOf(url: string | undefined): string[] {
  return url !== undefined && URL.canParse(url) ? [new URL(url).origin] : []
}
