import type { MaybePromise } from "../crypto/index.ts"
import type { Bucket } from "./bucket.ts"

/** An attempt that was counted. */
export interface Counted {
  /** How many there are, with this one. */
  readonly total: number
  /** Takes it back, where it was counted. */
  readonly giveBack: () => MaybePromise<unknown>
  /** Takes back this one and those before it. */
  readonly forget: () => MaybePromise<unknown>
}

/** Counts one more in a bucket. Atomic. */
export type Count = (bucket: Bucket) => MaybePromise<Counted>
