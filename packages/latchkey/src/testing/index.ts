/**
 * For those who write adapters, and for tests of applications. Names no test runner.
 *
 * @module
 */
export { adapterConformance } from "./adapter-conformance.ts"
export { ConformanceError } from "./adapter/assert.ts"
export { keyStoreConformance } from "./key-store-conformance.ts"
export { recordStoreConformance } from "./record-store-conformance.ts"
export { revocationStoreConformance } from "./revocation-store-conformance.ts"
export { sessionRegisterConformance } from "./session-register-conformance.ts"
export { createMailbox } from "./mailbox.ts"
export type {
  AdapterConformanceOptions,
  ConformanceIt,
  ConformanceRunner,
} from "./adapter-conformance.ts"
export type { AdapterRows, ConformanceCase, ConformanceGroup } from "./adapter/conformance-case.ts"
export type { KeyStoreConformanceOptions } from "./key-store-conformance.ts"
export type { RecordStoreConformanceOptions } from "./record-store-conformance.ts"
export type { RevocationStoreConformanceOptions } from "./revocation-store-conformance.ts"
export type { SessionRegisterConformanceOptions } from "./session-register-conformance.ts"
export type { CaughtMessage, Mailbox } from "./mailbox.ts"
export { testVisitor } from "./test-visitor.ts"
export type { TestVisitor, TestVisitorOptions } from "./test-visitor.ts"
