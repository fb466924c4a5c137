import { AuthError, OAuthProfileParseError } from "../errors.ts"
import type { Account } from "../vocabulary/account.ts"
import type { User } from "../vocabulary/user.ts"
import type { CallbackResult } from "./callback.ts"
import type { OAuthProvider } from "./provider.ts"
import { safeError } from "./safe-error.ts"

export interface UserAndAccount {
  /** As the provider's `profile` callback described it; `id` is the provider's. */
  user: User & { id: string }
  /** With everything the token endpoint answered, for the application's callbacks. */
  account: Account
  /** What of it is stored: the choice of the provider's `account` callback. */
  storedAccount: Account
}

/**
 * Turns what {@link processCallback} learnt into a user and an account, through the provider's callbacks.
 *
 * @throws {OAuthProfileParseError} A callback threw, or the profile names nobody: an id is never made up.
 * @example
 * ```ts
 * const { user, account } = await userAndAccount(provider, await processCallback(provider, options))
 * ```
 */
export async function userAndAccount(
  provider: Pick<OAuthProvider<any>, "id" | "type" | "profile" | "account">,
  { profile, tokens, context }: CallbackResult,
): Promise<UserAndAccount> {
  try {
    const described = await provider.profile(profile, tokens, context)
    const id = identifier(described?.id)
    const key = { provider: provider.id, type: provider.type, providerAccountId: id }
    return {
      user: { ...described, id },
      account: { ...tokens, ...key },
      storedAccount: { ...provider.account(tokens), ...key },
    }
  } catch (error) {
    if (error instanceof AuthError) throw error
    throw new OAuthProfileParseError(`The profile of provider "${provider.id}" can't be read`, {
      provider: provider.id,
      err: safeError(error),
    })
  }
}

/**
 * Ids are strings; numbers become strings, as the adapters and Auth.js have them. Numbers above 2^53 are no ids: they
 * were rounded when the JSON was read, and several people would have the same.
 */
function identifier(id: unknown): string {
  const text = typeof id === "number" && Number.isSafeInteger(id) ? String(id) : id
  if (typeof text === "string" && text !== "") return text
  throw new Error("the profile has no id: return one from the provider's `profile` callback")
}
