"use client"
/**
 * Passkeys in the browser. Needs the package `@simplewebauthn/browser`, version 9 or later.
 *
 * @example
 * ```ts
 * import { signIn } from "latchkey/webauthn"
 *
 * await signIn("passkey") // use a passkey
 * await signIn("passkey", { action: "register" }) // make one, while signed in
 * ```
 *
 * @module
 */
import {
  __NEXTAUTH,
  getCsrfToken,
  getProviders,
  signIn as signInElsewhere,
} from "../react/index.ts"
import { createPasskeySignIn, type PasskeySignIn } from "./sign-in.ts"

export { WebAuthnError } from "@simplewebauthn/browser"
export type { PasskeySignIn, PasskeySignInOptions } from "./sign-in.ts"

/**
 * Signs in with a passkey, or makes one with `action: "register"`. Other kinds of providers work as with `signIn` of
 * `latchkey/react`.
 *
 * With `redirect: false` it stays on the page and resolves to what came of it.
 *
 * @throws {WebAuthnError} if the browser gives up; with `name: "NotAllowedError"` the person cancelled
 *
 * @example
 * ```ts
 * const result = await signIn("passkey", { redirect: false })
 * if (!result.ok) setMessage("That did not work.")
 * ```
 */
export const signIn: PasskeySignIn = createPasskeySignIn({
  state: __NEXTAUTH,
  getCsrfToken,
  getProviders,
  signIn: signInElsewhere,
})
