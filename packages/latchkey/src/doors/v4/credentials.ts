/**
 * The credentials provider, as NextAuth 4 types it: `latchkey/doors/v4/credentials`.
 *
 * @module
 */
import type {
  CommonProviderOptions,
  CredentialInput,
  CredentialsConfig as CredentialsProviderConfig,
} from "../../contracts/provider.ts"
import factory from "../../providers/credentials.ts"
import type { Awaitable } from "../../vocabulary/awaitable.ts"
import type { User } from "../../vocabulary/user.ts"
import { type Callable, callable } from "./callable.ts"

/** What the application passes. */
export interface CredentialsUserConfig<
  C extends Record<string, CredentialInput>,
> extends Partial<CommonProviderOptions> {
  credentials: C
  /** The user, or null where the credentials are wrong; what was typed are strings. */
  authorize: (credentials: Record<keyof C, string> | undefined, req: any) => Awaitable<User | null>
}

export type CredentialsConfig<
  C extends Record<string, CredentialInput> = Record<string, CredentialInput>,
> = CredentialsProviderConfig<C>

/** The factory. */
export interface CredentialsProvider {
  <C extends Record<string, CredentialInput> = Record<string, CredentialInput>>(
    options: CredentialsUserConfig<C>,
  ): CredentialsConfig<C>
}
export type CredentialsProviderType = "Credentials"

/**
 * Asks the application whether what was typed is right.
 *
 * @example
 * ```ts
 * Credentials({ credentials: { password: {} }, authorize: (typed) => verify(typed?.password) })
 * ```
 */
const Credentials: Callable<CredentialsProvider> = callable(
  factory as unknown as CredentialsProvider,
)
export default Credentials

export type { CredentialInput } from "../../contracts/provider.ts"
