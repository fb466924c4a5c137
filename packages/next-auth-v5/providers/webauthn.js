// Written by tools/make-doors.mjs.
export {
  default,
  DEFAULT_SIMPLEWEBAUTHN_BROWSER_VERSION,
  DEFAULT_WEBAUTHN_TIMEOUT,
} from "latchkey/providers/webauthn"
