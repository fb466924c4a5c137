"use client"
/**
 * What `next-auth/webauthn` exports: `latchkey/doors/v5/webauthn`.
 *
 * @module
 */
import { createPasskeySignIn, type PasskeySignIn } from "../../webauthn/sign-in.ts"
import { __NEXTAUTH, getCsrfToken, getProviders, signIn as signInElsewhere } from "./react.ts"

/** Signs in with a passkey, or makes one. */
export const signIn: PasskeySignIn = createPasskeySignIn({
  state: __NEXTAUTH,
  getCsrfToken,
  getProviders,
  signIn: signInElsewhere,
  compat: 5,
})
