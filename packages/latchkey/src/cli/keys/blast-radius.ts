import type { Project as Environment } from "../doctor/project.ts"
import { KEY_NAMES } from "../doctor/project.ts"

/** What ends with a key that is revoked. */
export function endsWith(options: {
  /** Their part of the tokens that were opened lately, for people; undefined where nobody counts. */
  readonly share?: string | undefined
  readonly keepRegistered: boolean
  readonly stored: readonly string[]
}): string[] {
  const { share, keepRegistered, stored } = options
  const part = share === undefined ? "" : ` (${share} of the tokens opened lately)`
  const but = keepRegistered ? ", but those that a register of sessions knows" : ""
  return [
    `sessions in cookies that it sealed${part}${but}`,
    "CSRF tokens of forms that are open",
    "mailed sign-in links that were not followed yet",
    "sign-ins under way at a provider, and passkey ceremonies",
    "sign-ins of preview deployments that come through this one",
    ...stored,
  ]
}

/** What a revocation does not touch. */
export const KEPT = [
  "sessions in a database: they don't depend on a key; delete their rows if they may be affected",
  "users, accounts and passkeys",
] as const

/** What else whoever had the key had, by the names of this environment. */
export function alsoRotate({ settings }: Environment): string[] {
  const names = [...settings.values()]
    .filter(({ value }) => value.trim() !== "" && !value.startsWith("file:"))
    .map(({ name }) => name)
  const providers = names.filter(
    (name) => /^(?:AUTH|NEXTAUTH)_\w+_(?:SECRET|KEY)$|_CLIENT_SECRET$/.test(name) && !isKey(name),
  )
  const databases = names.filter((name) =>
    /^(?:DATABASE|POSTGRES|MYSQL|REDIS|KV)\w*_URL$|^AUTH_KEYRING_URL$/.test(name),
  )
  return [
    providers.length > 0
      ? `If it leaked with its environment: new client secrets for ${providers.sort().join(", ")}`
      : "If it leaked with its environment: new client secrets at the providers",
    databases.length > 0
      ? `New passwords in ${databases.sort().join(", ")}`
      : "A new password for the database",
    "Stored refresh tokens that it sealed: revoke them at the provider",
  ]
}

function isKey(name: string): boolean {
  return KEY_NAMES.includes(name) || /^AUTH_SECRET(?:_\d)?(?:_FILE)?$/.test(name)
}
