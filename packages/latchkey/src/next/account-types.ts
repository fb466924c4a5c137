import type { LinkedAccount } from "../actions/accounts/list.ts"
import type { UnlinkedAccount } from "../actions/accounts/unlink.ts"

/** Whose accounts, where it is not whoever sent the request that Next.js is answering. */
export interface NextWhose {
  /** The user's id; for work that no request stands behind. */
  readonly user?: string
  /** The request, in a proxy and wherever Next.js does not know it. */
  readonly request?: Request
}

/** Linked accounts, in server components, server actions and route handlers. */
export interface NextAccounts {
  /**
   * The user's linked accounts, without their tokens.
   *
   * @throws SessionRequired; MissingAdapterMethods where the adapter can't list them
   * @example
   * ```ts
   * const accounts = await auth.accounts.list()
   * ```
   */
  list(whose?: NextWhose): Promise<LinkedAccount[]>
  /**
   * Unlinks an account; false where there was none.
   *
   * @throws LastSignInMethod, ReauthenticationRequired, SessionRequired
   * @example
   * ```ts
   * await auth.accounts.unlink({ provider: "github" })
   * ```
   */
  unlink(which: UnlinkedAccount, whose?: NextWhose): Promise<boolean>
}
