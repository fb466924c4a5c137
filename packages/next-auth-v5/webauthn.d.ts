// Written by tools/make-doors.mjs.
export * from "latchkey/doors/v5/webauthn"
