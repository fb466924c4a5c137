// Written by tools/make-doors.mjs.
export {
  Auth,
  createActionURL,
  customFetch,
  isAuthAction,
  raw,
  setEnvDefaults,
  skipCSRFCheck,
} from "latchkey/doors/core/index"
