import { currentPage, navigate, urlOf, visit } from "./navigate.ts"
import type { Answer } from "./request.ts"
import { postForm } from "./request.ts"
import type { SessionStore } from "./session-store.ts"
import type {
  AuthClient,
  AuthClientOptions,
  AuthClientState,
  SignInAuthorizationParams,
  SignInOptions,
  SignInResponse,
} from "./types.ts"

/** What the actions of a client work with. */
export interface ClientParts extends Pick<AuthClient, "getCsrfToken" | "getProviders"> {
  readonly state: AuthClientState
  readonly store: SessionStore
  readonly compat: AuthClientOptions["compat"]
}

/** @see SignIn */
export async function signIn(
  parts: ClientParts,
  provider?: string,
  options: SignInOptions = {},
  authorizationParams?: SignInAuthorizationParams,
): Promise<SignInResponse | undefined> {
  const { state, store, compat } = parts
  const {
    callbackUrl,
    redirectTo = callbackUrl ?? currentPage(),
    redirect = true,
    ...rest
  } = options
  const choose = (): undefined => visit(state, "signin", { callbackUrl: redirectTo })
  const fail = (status: number): SignInResponse | undefined =>
    redirect
      ? visit(state, "error", { error: "Configuration" })
      : { error: "Configuration", code: undefined, status, ok: false, url: null }

  // Also what `onClick={signIn}` comes to, which passes an event.
  if (typeof provider !== "string") return choose()
  const [providers, csrfToken] = await Promise.all([parts.getProviders(), parts.getCsrfToken()])
  if (!providers) return fail(0)
  const type = providers[provider]?.type
  if (!type) return redirect ? choose() : fail(404)
  if (type === "webauthn") {
    const from = compat ? "next-auth" : "latchkey"
    throw new TypeError(
      `"${provider}" is a WebAuthn provider: import signIn from "${from}/webauthn", not "${from}/react".`,
    )
  }

  const route = `${type === "credentials" ? "callback" : "signin"}/${encodeURIComponent(provider)}`
  const query = new URLSearchParams(authorizationParams).toString()
  const answer = await postForm(state, query ? `${route}?${query}` : route, {
    ...rest,
    ...(compat === 4 && { json: true }),
    csrfToken,
    callbackUrl: redirectTo,
  })
  const url = urlOf(answer.data)
  if (!url) return fail(answer.status)
  // next-auth 4 stays on the page for these two only.
  const stays = compat !== 4 || type === "credentials" || type === "email"
  if (redirect || !stays) return navigate(url.href)

  const result = resultOf(answer, url)
  if (type === "credentials" && !result.error) await store.sync()
  if (compat !== 4 || result.error !== undefined) return result
  // Absent is null in next-auth 4, and its applications may compare.
  return { ...result, error: null as unknown as undefined }
}

/** What went wrong, as the URL says it: next-auth 4 has `?csrf=true` where 5 has `?error=MissingCSRF`. */
export function errorOf({ searchParams }: URL): string | undefined {
  return (
    searchParams.get("error") ?? (searchParams.get("csrf") === "true" ? "MissingCSRF" : undefined)
  )
}

/** What came of a sign-in, as the URL that the server answered says it. */
export function resultOf(answer: Answer, url: URL): SignInResponse {
  const error = errorOf(url)
  return {
    error,
    code: url.searchParams.get("code") ?? undefined,
    status: answer.status,
    ok: answer.ok && error === undefined,
    url: error === undefined ? url.href : null,
  }
}
