import type { Adapter, AdapterAuthenticator } from "../contracts/adapter.ts"

/** Uses of one passkey at the same time that are told apart before we give up. */
const ATTEMPTS = 5

/** What came of it: `back` is a sign of a copied authenticator. */
export type CounterVerdict = "advanced" | "back"

/**
 * Writes down the counter of an authenticator (WebAuthn Level 3 §7.2 step 22): it must have grown, unless it never
 * counts. The value is compared where it is kept, so that of two uses of one counter value one is refused.
 *
 * @throws AdapterError where the store fails
 */
export async function advanceCounter(
  adapter: Required<Pick<Adapter, "getAuthenticator" | "updateAuthenticatorCounter">>,
  stored: AdapterAuthenticator,
  said: number,
): Promise<CounterVerdict> {
  let current = stored.counter
  for (let attempt = 1; ; attempt++) {
    // Passkeys that are synchronised between devices don't count.
    if (said === 0 && current === 0) return "advanced"
    if (said <= current) return "back"
    try {
      await adapter.updateAuthenticatorCounter(stored.credentialID, said, current)
      return "advanced"
    } catch (error) {
      const now = await adapter.getAuthenticator(stored.credentialID)
      if (!now || now.counter === current || attempt === ATTEMPTS) throw error
      current = now.counter
    }
  }
}
