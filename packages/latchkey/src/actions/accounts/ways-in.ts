import type { Context } from "../../config/context.ts"
import { allProviders, findProvider } from "../../config/providers.ts"
import { LastSignInMethod } from "../../errors.ts"
import type { AccountRow } from "./rows.ts"

/**
 * Ensure that the user can still sign in once this account is unlinked: by another account or passkey whose provider is
 * configured, or a link to a mailbox that they proved to own.
 *
 * @throws LastSignInMethod
 */
export async function assertOtherWay(
  context: Context,
  user: string,
  { rows, without }: { readonly rows: readonly AccountRow[]; readonly without: AccountRow },
): Promise<void> {
  const others = rows.filter(
    (row) =>
      row !== without &&
      row.stored.type !== "webauthn" &&
      findProvider(context, row.stored.provider) !== undefined,
  )
  if (others.length > 0) return
  const { adapter, config } = context
  const configured = new Set(allProviders(context).map(({ type }) => type))
  if (configured.has("webauthn")) {
    const passkeys = await adapter?.listAuthenticatorsByUserId?.(user)
    if (passkeys && passkeys.length > 0) return
  }
  const known = (await adapter?.getUser?.(user)) ?? null
  if (configured.has("email") && known?.email && known.emailVerified) return
  if (known && (await config.account?.hasOtherSignIn?.(known)) === true) return
  throw new LastSignInMethod("The account is the user's last way in: link another first", {
    provider: without.stored.provider,
  })
}
