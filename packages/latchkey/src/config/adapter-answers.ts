import type { Adapter } from "../contracts/adapter.ts"
import type { MaybePromise } from "../crypto/index.ts"

type Row = Readonly<Record<string, unknown>>
/** Whether an answer is of what was asked for. */
type Check = (found: Row, asked: readonly unknown[]) => boolean

const checks: { readonly [method: string]: Check | undefined } = {
  getUser: (user, [id]) => isMeant(user["id"], id),
  getUserByEmail: ({ email }, [asked]) => canonical(email) === asked || isMeant(email, asked),
  getSessionAndUser: ({ session }, [token]) => isMeant((session as Row)["sessionToken"], token),
  getAccount: (account, [id, provider]) =>
    isMeant(account["providerAccountId"], id) && isMeant(account["provider"], provider),
  getAuthenticator: ({ credentialID }, [id]) => isMeant(credentialID, id),
  useVerificationToken: ({ identifier, token }, [asked]) =>
    isMeant(identifier, (asked as Row)["identifier"]) && isMeant(token, (asked as Row)["token"]),
}

let collator: Intl.Collator | undefined

/** Whether two texts are one to databases that fold case, accents and width. Made late: few answers differ at all. */
function looksAlike(a: string, b: string): boolean {
  collator ??= new Intl.Collator("und", { sensitivity: "base" })
  return collator.compare(a, b) === 0
}

/**
 * False for a text that only looks like what was asked for: a store that folds found it, and it is somebody else's. What
 * is another text altogether is what the adapter meant, e.g. a person's other address; and some have numbers for ids.
 */
function isMeant(found: unknown, asked: unknown): boolean {
  if (found === undefined || found === null) return true
  if (found === asked) return true
  const [text, key] = [String(found), String(asked)]
  return text === key || !looksAlike(text.trim(), key.trim())
}

/** An address that was stored in capitals, before it was ours to write. Those of ASCII: no other letter is the same. */
const canonical = (email: unknown): unknown =>
  typeof email === "string"
    ? email.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).trim()
    : email

/** Whether what an adapter answered is of what it was asked for; nothing at all always is. */
export function answersWhatWasAsked(
  adapter: Adapter,
  method: string,
  asked: readonly unknown[],
  found: unknown,
): MaybePromise<boolean> {
  if (typeof found !== "object" || found === null) return true
  if (method === "getUserByAccount") return isOfAccount(adapter, asked[0] as Row)
  return checks[method]?.(found as Row, asked) ?? true
}

/** A user does not say by which account they were found; the account does, where the adapter can read it. */
async function isOfAccount(adapter: Adapter, asked: Row): Promise<boolean> {
  const key = [String(asked["providerAccountId"]), String(asked["provider"])] as const
  const account = await adapter.getAccount?.(...key)
  return !account || checks["getAccount"]!({ ...account }, key)
}
