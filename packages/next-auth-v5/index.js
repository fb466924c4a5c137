// Written by tools/make-doors.mjs.
export { default, AuthError, CredentialsSignin, customFetch } from "latchkey/doors/v5/index"
