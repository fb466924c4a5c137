import { splitSealed } from "./format.ts"
import { joinParts } from "./table.ts"
import { openData, sealData } from "./seal-data.ts"
import type { Ring } from "../ring.ts"

/** The fields of an account that let someone act for the user. */
export const ACCOUNT_SECRETS = ["access_token", "refresh_token", "id_token"] as const

export type AccountSecret = (typeof ACCOUNT_SECRETS)[number]

/** What names an account. */
export interface AccountPlace {
  readonly provider: string
  readonly providerAccountId: string
}

type AccountRow = AccountPlace & Partial<Record<AccountSecret, unknown>>

/** What an account's token is bound to: `account/<provider>/<providerAccountId>/<field>`; `%` and `/` in a part are escaped. */
export function accountContext(account: AccountPlace, field: AccountSecret): string {
  return joinParts(["account", account.provider, account.providerAccountId, field])
}

/** The account with its plain tokens sealed. What has the form of a sealed text stays as it is: it is never sealed twice. */
export async function sealAccount<A extends AccountPlace>(ring: Ring, account: A): Promise<A> {
  const sealed: AccountRow = { ...account }
  for (const field of ACCOUNT_SECRETS) {
    const text = sealed[field]
    if (typeof text !== "string" || splitSealed(text) !== undefined) continue
    sealed[field] = await sealData(ring, text, accountContext(account, field))
  }
  return sealed as A
}

/** A field of an account that is there and could not be opened. */
export interface UnopenedToken {
  readonly field: AccountSecret
  readonly status: "unknown" | "destroyed" | "forged" | "malformed"
  readonly kid: string | null
}

/** An account as the application works with it. */
export interface OpenedAccount<A> {
  /** Its tokens are plain; one that could not be opened is missing. */
  readonly account: A
  readonly unopened: readonly UnopenedToken[]
}

/** Opens the tokens of an account; plain ones stay as they are. */
export async function openAccount<A extends AccountPlace>(
  ring: Ring,
  account: A,
): Promise<OpenedAccount<A>> {
  const opened: AccountRow = { ...account }
  const unopened: UnopenedToken[] = []
  for (const field of ACCOUNT_SECRETS) {
    const stored = opened[field]
    if (typeof stored !== "string") continue
    const found = await openData(ring, stored, accountContext(account, field))
    if ("text" in found) {
      opened[field] = found.text
      continue
    }
    delete opened[field]
    unopened.push({ field, status: found.status, kid: "kid" in found ? found.kid : null })
  }
  return { account: opened as A, unopened }
}
