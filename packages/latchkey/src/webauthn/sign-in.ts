import { startAuthentication, startRegistration } from "@simplewebauthn/browser"
import type { WebAuthnAction, WebAuthnOptionsResponseBody } from "../contracts/webauthn.ts"
import { currentPage, navigate, urlOf, visit } from "../react/navigate.ts"
import { postForm, request } from "../react/request.ts"
import { resultOf } from "../react/sign-in.ts"
import type {
  AuthClient,
  AuthClientOptions,
  ProviderId,
  SignInAuthorizationParams,
  SignInOptions,
  SignInResponse,
} from "../react/types.ts"

export interface PasskeySignInOptions<
  Redirect extends boolean = boolean,
> extends SignInOptions<Redirect> {
  /** `register` makes a passkey: for whoever is signed in, else for someone new. Default: `authenticate`. */
  action?: WebAuthnAction | undefined
  /**
   * Offers passkeys in the autofill of a field with `autocomplete="username webauthn"`, and waits until one is chosen.
   * Where the browser can't, nothing happens. Default: false.
   */
  autofill?: boolean | undefined
}

export interface PasskeySignIn {
  (
    provider?: ProviderId,
    options?: PasskeySignInOptions<true>,
    authorizationParams?: SignInAuthorizationParams,
  ): Promise<undefined>
  (
    provider?: ProviderId,
    options?: PasskeySignInOptions<false>,
    authorizationParams?: SignInAuthorizationParams,
  ): Promise<SignInResponse>
  (
    provider?: ProviderId,
    options?: PasskeySignInOptions,
    authorizationParams?: SignInAuthorizationParams,
  ): Promise<SignInResponse | undefined>
}

/** The client whose providers, tokens and paths are used. */
export interface PasskeyClientParts extends Pick<
  AuthClient,
  "getCsrfToken" | "getProviders" | "signIn"
> {
  readonly state: AuthClient["__NEXTAUTH"]
  readonly compat?: AuthClientOptions["compat"]
}

/** `signIn` of `latchkey/webauthn`, for a client. Other kinds of providers are left to the client's own. */
export function createPasskeySignIn(parts: PasskeyClientParts): PasskeySignIn {
  return (async (provider, options = {}, authorizationParams) => {
    const providers = await parts.getProviders()
    const isPasskey = typeof provider === "string" && providers?.[provider]?.type === "webauthn"
    return isPasskey
      ? withPasskey(parts, provider, options)
      : parts.signIn(provider, options as SignInOptions, authorizationParams)
  }) as PasskeySignIn
}

async function withPasskey(
  parts: PasskeyClientParts,
  provider: string,
  options: PasskeySignInOptions,
): Promise<SignInResponse | undefined> {
  const { state } = parts
  const {
    callbackUrl,
    redirectTo = callbackUrl ?? currentPage(),
    redirect = true,
    autofill = false,
    ...fields
  } = options
  const fail = (status: number): SignInResponse | undefined =>
    redirect
      ? visit(state, "error", { error: "Configuration" })
      : { error: "Configuration", code: undefined, status, ok: false, url: null }

  const asked = await request(
    state,
    `webauthn-options/${encodeURIComponent(provider)}?${query(fields)}`,
  )
  const body = asked.data as WebAuthnOptionsResponseBody | undefined
  if (!asked.ok || !body?.options) return fail(asked.status)
  const data = JSON.stringify(await ceremony(body, autofill))
  const answer = await postForm(state, `callback/${encodeURIComponent(provider)}`, {
    ...fields,
    action: body.action,
    data,
    csrfToken: await parts.getCsrfToken(),
    callbackUrl: redirectTo,
  })
  const url = urlOf(answer.data)
  if (!url) return fail(answer.status)
  if (redirect) return navigate(url.href)
  const result = resultOf(answer, url)
  if (!result.error) await state._getSession({ event: "storage" })
  return result
}

function query(fields: Record<string, unknown>): URLSearchParams {
  const given = Object.entries(fields).filter(
    (field): field is [string, string] => typeof field[1] === "string",
  )
  return new URLSearchParams(given)
}

/**
 * Version 11 took its options into an object of their own. Before, the first argument was the options themselves, and the
 * second said whether to use autofill. One that is both works with each.
 */
function ceremony(
  body: WebAuthnOptionsResponseBody,
  useBrowserAutofill: boolean,
): Promise<unknown> {
  const given = { ...body.options, optionsJSON: body.options, useBrowserAutofill }
  const start = (body.action === "register" ? startRegistration : startAuthentication) as (
    options: object,
    useBrowserAutofill?: boolean,
  ) => Promise<unknown>
  return body.action === "register" ? start(given) : start(given, useBrowserAutofill)
}
