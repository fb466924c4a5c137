/**
 * Where secrets come from: one function per place. Each is a file of its own, and can be imported from there.
 *
 * @module
 */
export type { KeySource, SecretOption, SecretValue } from "../../contracts/keys.ts"
export { SourceError, type SourceErrorOptions } from "../source-error.ts"
export type { AwsAccess } from "../access/aws-access.ts"
export type { AzureAuth } from "../access/azure-token.ts"
export type { GcpAuth } from "../access/gcp-token.ts"
export type { Credential, HttpSourceOptions } from "../access/request.ts"
export type { AwsCredentials } from "../access/sigv4.ts"
export type { VaultAccess, VaultAuth } from "../access/vault-session.ts"
export { awsKms, type AwsKmsOptions } from "./aws-kms.ts"
export { awsParameterStore, type AwsParameterStoreOptions } from "./aws-parameter-store.ts"
export { awsSecretsManager, type AwsSecretsManagerOptions } from "./aws-secrets-manager.ts"
export { azureKeyVault, type AzureKeyVaultOptions } from "./azure-key-vault.ts"
export { bitwarden, type BitwardenOptions } from "./bitwarden.ts"
export { cloudflareBinding, type SecretBinding } from "./cloudflare-binding.ts"
export { directory, type DirectoryOptions } from "./directory.ts"
export { doppler, type DopplerOptions } from "./doppler.ts"
export { dotenvx, type DotenvxOptions } from "./dotenvx.ts"
export { env } from "./env.ts"
export { file, type FileOptions } from "./file.ts"
export {
  type AwsSdkClient,
  fromClient,
  type FromClientOptions,
  type InfisicalSdkClient,
  type ReadingClient,
} from "./from-client.ts"
export { gcpSecretManager, type GcpSecretManagerOptions } from "./gcp-secret-manager.ts"
export { infisical, type InfisicalAuth, type InfisicalOptions } from "./infisical.ts"
export { type InfisicalWebhookOptions, verifyInfisicalWebhook } from "./infisical-webhook.ts"
export { onePasswordConnect, type OnePasswordConnectOptions } from "./one-password-connect.ts"
export { systemdCredential } from "./systemd-credential.ts"
export { vault, type VaultOptions } from "./vault.ts"
export { vaultTransit, type VaultTransitOptions } from "./vault-transit.ts"
