/**
 * Stored data that is sealed with the ring: counted, held, and sealed anew.
 *
 * @module
 */
export { accountContext } from "./account-tokens.ts"
export { census, heldBy } from "./census.ts"
export { memoryData } from "./memory-data.ts"
export { reseal } from "./sweep.ts"
export type { SealedData, SealedRow } from "../../contracts/data.ts"
export type { AccountPlace, AccountSecret } from "./account-tokens.ts"
export type { DataCensus } from "./census.ts"
export type { ResealOptions, SweepProgress, SweepReport } from "./sweep.ts"
export type { SweepProblem, SweepTally } from "./tally.ts"
