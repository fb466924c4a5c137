/**
 * What an adapter is: `latchkey/adapters`.
 *
 * @module
 */
export type {
  Adapter,
  AdapterAccount,
  AdapterAccountType,
  AdapterAuthenticator,
  AdapterSession,
  AdapterUser,
  VerificationToken,
} from "../contracts/adapter.ts"
