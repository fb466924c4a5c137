import type { CredentialInput, CredentialsConfig } from "../contracts/provider.ts"

export type CredentialsUserConfig<C extends Record<string, CredentialInput>> = Partial<
  Omit<CredentialsConfig<C>, "options" | "type">
>

/**
 * Asks the application whether what was typed is right. Throttling and password hashing are the application's.
 *
 * @example
 * ```ts
 * import Credentials from "latchkey/providers/credentials"
 *
 * Credentials({
 *   credentials: { username: { label: "Name" }, password: { label: "Password", type: "password" } },
 *   authorize: ({ username, password }) => verify(username, password), // a user, or null
 * })
 * ```
 */
export default function Credentials<
  C extends Record<string, CredentialInput> = Record<string, CredentialInput>,
>(config: CredentialsUserConfig<C> = {}): CredentialsConfig<C> {
  return {
    id: "credentials",
    name: "Credentials",
    type: "credentials",
    credentials: {} as C,
    // Nobody gets in by a form that nobody has written the check for.
    authorize: () => null,
    options: config,
  }
}
