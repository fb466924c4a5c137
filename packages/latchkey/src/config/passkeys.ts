import type { Adapter } from "../contracts/adapter.ts"
import type { WebAuthnConfig } from "../contracts/webauthn.ts"
import {
  DuplicateConditionalUI,
  ExperimentalFeatureNotEnabled,
  MissingAdapter,
  MissingAdapterMethods,
  MissingWebAuthnAutocomplete,
} from "../errors.ts"
import type { Context } from "./context.ts"
import { allProviders, withOptions } from "./providers.ts"

/** What passkeys need of the adapter. */
type Method =
  | "createUser"
  | "getUser"
  | "getUserByEmail"
  | "linkAccount"
  | "getAccount"
  | "getAuthenticator"
  | "createAuthenticator"
  | "listAuthenticatorsByUserId"
  | "updateAuthenticatorCounter"

const METHODS: readonly Method[] = [
  "createUser",
  "getUser",
  "getUserByEmail",
  "linkAccount",
  "getAccount",
  "getAuthenticator",
  "createAuthenticator",
  "listAuthenticatorsByUserId",
  "updateAuthenticatorCounter",
]

/** An adapter that has what passkeys need. */
export type PasskeyAdapter = Adapter & Required<Pick<Adapter, Method>>

/** The providers of passkeys, as the application set them up. */
export function passkeyProviders(context: Context): WebAuthnConfig[] {
  return allProviders(context)
    .filter((provider) => provider.type === "webauthn")
    .map((provider) => withOptions(provider))
}

/**
 * The adapter, once all that passkeys need is there.
 *
 * @throws ExperimentalFeatureNotEnabled, DuplicateConditionalUI, MissingWebAuthnAutocomplete, MissingAdapter,
 *   MissingAdapterMethods
 */
export function assertPasskeys(context: Context): PasskeyAdapter {
  // Where the application came from Auth.js, its switch counts; here passkeys are no experiment.
  if (context.compat && context.config.experimental?.enableWebAuthn !== true) {
    throw new ExperimentalFeatureNotEnabled(
      "Passkeys need `experimental: { enableWebAuthn: true }` in the configuration",
    )
  }
  const conditional = passkeyProviders(context).filter((one) => one.enableConditionalUI)
  if (conditional.length > 1) {
    const ids = conditional.map(({ id }) => id).join(", ")
    throw new DuplicateConditionalUI(`More than one provider has enableConditionalUI: ${ids}`)
  }
  for (const provider of conditional) assertAutocomplete(provider)
  return requireMethods(context.adapter)
}

/** HTML names the token `webauthn`; it comes last (HTML §4.10.18.7.1). */
function assertAutocomplete({ id, formFields }: WebAuthnConfig): void {
  const offered = Object.values(formFields).some((field) => {
    const given = field["autocomplete"] ?? field["autoComplete"]
    return typeof given === "string" && /(^|\s)webauthn$/i.test(given.trim())
  })
  if (offered) return
  throw new MissingWebAuthnAutocomplete(
    `Provider "${id}" has enableConditionalUI, but no field of formFields has "webauthn" in its autocomplete`,
  )
}

function requireMethods(adapter: Adapter | undefined): PasskeyAdapter {
  if (!adapter) throw new MissingAdapter("Passkeys need an adapter")
  const missing = METHODS.filter((name) => typeof adapter[name] !== "function")
  if (missing.length === 0) return adapter as PasskeyAdapter
  throw new MissingAdapterMethods(`Passkeys need methods of the adapter: ${missing.join(", ")}`)
}
