/**
 * Keys that look after themselves: a ring in a store that all instances share.
 *
 * @module
 */
export { keyring } from "./keyring.ts"
export { awsKmsRoot, type AwsKmsRootOptions } from "./roots/aws-kms-root.ts"
export { escrowRoot } from "./roots/escrow-root.ts"
export { gcpKmsRoot, type GcpKmsRootOptions } from "./roots/gcp-kms-root.ts"
export { localRoot } from "./roots/local-root.ts"
export { transitRoot, type TransitRootOptions } from "./roots/transit-root.ts"
export { memoryStore } from "../stores/memory.ts"
export type {
  InstanceRow,
  KeyStore,
  KeyView,
  ManagedKeys,
  RingAbout,
  RootKey,
  StoredRing,
  StoreRemark,
} from "../../contracts/keys.ts"
export type { RootWrap, Tombstone } from "./document.ts"
export type { RingEvent } from "./events.ts"
export type { StoreReport } from "./store-report.ts"
export type { Keyring, KeyringOptions } from "./keyring.ts"
export type {
  KeyringOperations,
  KeyringStatus,
  KeyStatus,
  RevokeOptions,
  WaitOptions,
} from "./operations.ts"
export type { Duration, RingPolicy } from "./policy.ts"
export type { RootOption } from "./resolve-roots.ts"
export type { AwsAccess } from "../access/aws-access.ts"
export type { GcpAuth } from "../access/gcp-token.ts"
export type { HttpSourceOptions } from "../access/request.ts"
export type { VaultAccess, VaultAuth } from "../access/vault-session.ts"
export type { KeyState } from "./schedule.ts"
