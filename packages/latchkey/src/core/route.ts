import type { RequestInternal, ResponseInternal } from "../actions/result.ts"
import { sessionAction } from "../actions/session/action.ts"
import type { Context } from "../config/context.ts"
import type { MaybePromise } from "../crypto/index.ts"
import { UnknownAction } from "../errors.ts"
import { isAtHand } from "../web/at-hand.ts"
import { late } from "../web/late.ts"

type Action = (context: Context, request: RequestInternal) => MaybePromise<ResponseInternal>

/** An action that comes after it is settled where the person goes afterwards. */
type Step = (
  context: Context,
  request: RequestInternal,
  callbackUrl: string,
) => Promise<ResponseInternal>

const destinations = late(() => import("../actions/callback-url.ts"))
const pages = () => import("../actions/pages.ts")
const sessions = () => import("../actions/sessions.ts")
const signIn = () => import("./sign-in.ts")
const leave = () => import("../actions/logout/leave.ts")

/**
 * Every route there is. What is not here does not exist. Most requests ask for the session: what answers another is
 * loaded with the first that asks for it.
 */
const routes: { readonly [route: string]: Action } = {
  "GET providers": lazily(async () => (await pages()).providersAction),
  "GET csrf": lazily(async () => (await import("../actions/csrf.ts")).csrfAction),
  "GET session": sessionAction,
  "POST session": sessionAction,
  "GET health": lazily(async () => (await import("./health-route.ts")).healthAction),
  "GET sessions": lazily(async () => (await sessions()).listSessionsAction),
  "POST sessions": lazily(async () => (await sessions()).endSessionsAction),
  "GET accounts": lazily(async () => (await import("../actions/accounts/list.ts")).accountsAction),
  "POST unlink": step(async () => (await import("../actions/accounts/unlink.ts")).unlinkAction),
  "GET error": lazily(async () => (await pages()).errorPage),
  "GET verify-request": lazily(async () => (await pages()).verifyRequestPage),
  "GET signin": step(async () => (await pages()).signInPage),
  "POST signin": step(async () => (await signIn()).startSignIn),
  "GET signout": step(async () => (await pages()).signOutPage),
  "POST signout": step(async () => (await import("../actions/signout.ts")).signOutAction),
  "GET signout-provider": lazily(async () => (await leave()).visitProvider),
  "GET signout-callback": lazily(async () => (await leave()).returnFromProvider),
  "POST backchannel-logout": lazily(
    async () => (await import("../actions/logout/back-channel.ts")).backChannelLogout,
  ),
  "GET frontchannel-logout": lazily(
    async () => (await import("../actions/logout/front-channel.ts")).frontChannelLogout,
  ),
  "GET webauthn-options": lazily(async () => (await signIn()).passkeyOptions),
  "GET callback": step(async () => (await signIn()).finishSignIn),
  "POST callback": step(async () => (await signIn()).finishSignIn),
}

/** Calls the action that the request names. */
export function route(context: Context, request: RequestInternal): MaybePromise<ResponseInternal> {
  const name = `${request.method} ${request.action}`
  const action = Object.hasOwn(routes, name) ? routes[name] : undefined
  if (!action) throw new UnknownAction(`There is no ${name}`)
  return action(context, request)
}

function lazily(load: () => Promise<Action>): Action {
  const action = late(load)
  return (context, request) => {
    const ready = action()
    return isAtHand(ready)
      ? ready(context, request)
      : ready.then((loaded) => loaded(context, request))
  }
}

/** Resolves where to go afterwards, and remembers it for the steps to come. */
function step(load: () => Promise<Step>): Action {
  const following = late(load)
  return async (context, request) => {
    const { callbackUrl } = await destinations()
    const { url, cookies } = await callbackUrl(context, request)
    const result = await (await following())(context, request, url)
    return cookies.length === 0
      ? result
      : { ...result, cookies: [...cookies, ...(result.cookies ?? [])] }
  }
}
