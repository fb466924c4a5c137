/**
 * The types of `latchkey`, without code: `latchkey/types`.
 *
 * @module
 */
export type {
  AuthConfig,
  CallbacksOptions,
  Compat,
  PagesOptions,
  SessionOptions,
} from "./config/auth-config.ts"
export type {
  Adapter,
  AdapterAccount,
  AdapterSession,
  AdapterUser,
  VerificationToken,
} from "./contracts/adapter.ts"
export type {
  CookieAttributes,
  CookieOption,
  CookiesOptions,
  SetCookie,
} from "./contracts/cookies.ts"
export type { EventCallbacks, EventContext } from "./contracts/events.ts"
export type {
  KeySource,
  KeyStore,
  SecretOption,
  SecretValue,
  StoredRing,
} from "./contracts/keys.ts"
export type { LoggerInstance, WarningCode } from "./contracts/logger.ts"
export type * from "./contracts/provider.ts"
export type {
  Redemption,
  RegisteredChange,
  RegisteredSession,
  SessionRegister,
} from "./contracts/register.ts"
export type {
  RevocableOptions,
  RevocationPage,
  RevocationStore,
  SessionRevocation,
} from "./contracts/revocations.ts"
export type {
  NotedEvent,
  SecurityEvent,
  SecurityEventOutcome,
  SecurityEventSink,
  SecurityEventTarget,
  SecurityEventTools,
  SecurityEventType,
} from "./contracts/security-events.ts"
export type {
  ProviderSessions,
  SessionRecord,
  SessionRecords,
  SessionUse,
  WantedSessions,
} from "./contracts/session-records.ts"
export type { Theme } from "./contracts/theme.ts"
export type {
  AttemptLimit,
  AttemptLimits,
  ThrottledAction,
  ThrottleOptions,
  ThrottleRule,
  ThrottleScope,
} from "./contracts/throttle.ts"
export type { ErrorType } from "./errors.ts"
export type { Account, Profile, ProviderType, TokenSet } from "./vocabulary/account.ts"
export type { Authenticator } from "./vocabulary/authenticator.ts"
export type { Awaitable } from "./vocabulary/awaitable.ts"
export type { SessionCarrier, SessionFrom, SessionTypeOf } from "./contracts/session-type.ts"
export type { DefaultSession, Session } from "./vocabulary/session.ts"
export type { DefaultJWT, JWT } from "./vocabulary/token.ts"
export type { DefaultUser, User } from "./vocabulary/user.ts"
