import type { Context } from "../../config/context.ts"
import type { AdapterAuthenticator } from "../../contracts/adapter.ts"
import type { PasskeyAdapter } from "../../config/passkeys.ts"
import { toStandardAlphabet } from "../../passkeys/base64.ts"

/** Bytes as text, as the table has them: Auth.js writes the standard alphabet, we the one of URLs. */
export function spelling(context: Context, base64url: string): string {
  return context.compat ? toStandardAlphabet(base64url) : base64url
}

/** The passkey of that id, whoever wrote it down. */
export async function findAuthenticator(
  adapter: PasskeyAdapter,
  id: string,
): Promise<AdapterAuthenticator | null> {
  const found = await adapter.getAuthenticator(id)
  const standard = toStandardAlphabet(id)
  return found ?? (standard === id ? null : adapter.getAuthenticator(standard))
}
