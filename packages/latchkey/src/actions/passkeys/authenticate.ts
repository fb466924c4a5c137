import type { AdapterAccount, AdapterAuthenticator, AdapterUser } from "../../contracts/adapter.ts"
import { AccountNotLinked, WebAuthnVerificationError } from "../../errors.ts"
import { advanceCounter } from "../../passkeys/counter.ts"
import { methodsOf, verifyAuthentication } from "../../passkeys/verify.ts"
import { type Admission, type Answered, consume } from "./answered.ts"
import { findAuthenticator } from "./stored.ts"

/**
 * Lets in whom a passkey belongs to (WebAuthn Level 3 §7.2).
 *
 * @throws WebAuthnVerificationError, AccountNotLinked
 */
export async function authenticateCredential(answered: Answered): Promise<Admission> {
  const { context, adapter, ceremony, challenge, response, signedIn } = answered
  const stored = await findAuthenticator(adapter, response.id)
  if (!stored) throw new WebAuthnVerificationError("The passkey is not known")
  context.about.user = stored.userId
  if (challenge.of !== null && challenge.of !== stored.userId) {
    throw new WebAuthnVerificationError("The passkey is of another user than was asked")
  }
  const { counter, backedUp, userVerified } = await verifyAuthentication(ceremony, stored)
  await consume(answered)
  const { account, user } = await ownerOf(answered, stored)
  if (signedIn && signedIn.id !== user.id) {
    throw new AccountNotLinked("The passkey belongs to another user", {
      provider: account.provider,
    })
  }
  if ((await advanceCounter(adapter, stored, counter)) === "back")
    refuseCopy(answered, stored, counter)
  // WebAuthn Level 3 §7.2 step 23. Seldom: most passkeys are backed up from the beginning, or never.
  if (backedUp !== stored.credentialBackedUp) {
    await adapter.updateAuthenticatorBackup?.(stored.credentialID, backedUp)
  }
  const provision = async (): Promise<{ user: AdapterUser; isNewUser: boolean }> => ({
    user,
    isNewUser: false,
  })
  const proof = { amr: methodsOf(stored.credentialDeviceType, userVerified) }
  return { entrant: { user, account, proof }, provision }
}

/** The account and user behind a passkey, which must agree on who that is. */
async function ownerOf(
  { adapter, ceremony }: Answered,
  stored: AdapterAuthenticator,
): Promise<{ account: AdapterAccount; user: AdapterUser }> {
  const account = await adapter.getAccount(stored.providerAccountId, ceremony.provider.id)
  const user = account && (await adapter.getUser(account.userId))
  if (!account || !user) throw new WebAuthnVerificationError("The passkey has no user")
  if (account.userId !== stored.userId) {
    throw new WebAuthnVerificationError("The passkey and its account belong to different users")
  }
  return { account, user }
}

/** WebAuthn Level 3 §7.2 step 22: a counter that doesn't grow says that there are two of this authenticator. */
function refuseCopy({ context }: Answered, stored: AdapterAuthenticator, said: number): never {
  const { credentialID, userId, counter } = stored
  context.logger.warn("passkey-counter", { credentialID, userId, stored: counter, said })
  throw new WebAuthnVerificationError("The passkey's counter went back", { problem: "counter" })
}
