"use client"
// Written by tools/make-doors.mjs.
export { signIn } from "latchkey/doors/v5/webauthn"
