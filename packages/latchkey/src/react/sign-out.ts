import { currentPage, navigate, urlOf, visit } from "./navigate.ts"
import { postForm } from "./request.ts"
import type { ClientParts } from "./sign-in.ts"
import { errorOf } from "./sign-in.ts"
import type { SignOutParams, SignOutResponse } from "./types.ts"

/** @see SignOut */
export async function signOut(
  { state, store, compat, getCsrfToken }: ClientParts,
  options: SignOutParams = {},
): Promise<SignOutResponse | undefined> {
  const {
    callbackUrl,
    redirectTo = callbackUrl ?? currentPage(),
    redirect = true,
    provider,
  } = options
  const { ok, status, data } = await postForm(state, "signout", {
    ...(compat === 4 && { json: true }),
    csrfToken: await getCsrfToken(),
    callbackUrl: redirectTo,
    ...(provider && { provider }),
  })
  const url = urlOf(data)
  if (!ok || !url) {
    // Nobody may believe to be signed out who is not. The page asks again, without a script.
    if (!redirect) throw new Error(`Signing out failed (status ${status}); the session goes on.`)
    return visit(state, "signout", {
      callbackUrl: redirectTo,
      ...(provider && { provider: String(provider) }),
    })
  }

  const refused = errorOf(url) !== undefined
  if (redirect) {
    // This page is about to go: telling it too would start the redirects of pages that require a session.
    if (!refused) store.announce(false, true)
    return navigate(url.href)
  }
  if (refused) await store.sync()
  else store.adopt(null)
  const said = (data as { provider?: SignOutResponse["provider"] }).provider
  return { url: url.href, ...(said && { provider: said }) }
}
