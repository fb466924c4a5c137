/** Stable codes of the warnings; each has an anchor in docs/errors.md. */
export type WarningCode =
  | "debug-enabled"
  | "csrf-disabled"
  | "env-url-basepath-redundant"
  | "env-url-basepath-mismatch"
  | "experimental-webauthn"
  | "development-secret"
  | "secrets-differ"
  | "weak-secret"
  | "public-secret-allowed"
  | "damaged-secret"
  | "inline-source"
  | "key-unknown"
  | "key-worn"
  | "keyring"
  | "security-events"
  | "data-unopened"
  | "insecure-requests"
  | "register-unused"
  | "adapter-answer"
  | "passkey-counter"
  | "short-token-age"
  | "private-host"
  | "session-domain"
  | "session-too-large"
  | "token-revocation"
  | "logout-refused"
  | "volatile-store"
  | "throttle-store"
  | "throttle-address"

/** Where Latchkey says what happened. Never gets a secret. */
export interface LoggerInstance {
  warn: (code: WarningCode, detail?: unknown) => void
  error: (error: Error) => void
  debug: (message: string, metadata?: unknown) => void
  /** One line for what an operator wants to see once: what was loaded from where. Default: `console.info`. */
  info?: (message: string, metadata?: unknown) => void
}
