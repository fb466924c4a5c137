/**
 * The credentials provider, with the names of Auth.js 5: `latchkey/doors/v5/credentials`.
 *
 * @module
 */
export { default } from "../../providers/credentials.ts"
export type { CredentialsUserConfig } from "../../providers/credentials.ts"
export type { CredentialInput, CredentialsConfig } from "../../contracts/provider.ts"
export type { CredentialsProviderId } from "../core/providers.ts"
