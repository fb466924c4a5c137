import type { RingPolicy } from "./policy.ts"

/** One key of a managed ring. Times in milliseconds since the epoch. */
export interface RingEntry {
  /** Derived from the material; see `RingKey.id`. */
  readonly id: string
  /** Counts the ring's own keys from 1; 0 for what was imported. A number is given once. */
  readonly epoch: number
  readonly created: number
  /** The revision that published it. */
  readonly since: number
  /** It seals from here, until a later one does. */
  readonly notBefore: number
  /** When its successor should take over. */
  readonly notAfter: number
  /** How often its start was put off because an instance did not know it yet. */
  readonly postponed: number
  /** Revoked: opens nothing but tokens that a register of sessions has. */
  readonly registeredOnly: boolean
  /** Revoked: opens nothing but stored data that it sealed, so that it can be sealed anew. */
  readonly dataOnly: boolean
  /** When its last token was over, if something that came later would make it look alive again; null as a rule. */
  readonly retired: number | null
  /** The key: a string as it would stand in `AUTH_SECRET`. Never leaves the process but wrapped. */
  readonly material: string
}

/** More keys than this are in no document; only what stored data holds can come near it. */
export const MAX_KEYS = 512

/** What is left of a key that is gone. */
export interface Tombstone {
  readonly id: string
  readonly epoch: number
  readonly status: "revoked" | "destroyed"
  readonly at: number
  /** For people. */
  readonly reason: string
}

/** The data key, wrapped under one root. */
export interface RootWrap {
  /** The root's id. */
  readonly root: string
  /** When it was added. */
  readonly at: number
  readonly wrapped: string
}

/** The ring's document, opened. Never changed: each change makes a new one. */
export interface RingDocument {
  readonly ring: string
  /** Counts changes from 1. */
  readonly rev: number
  /** When it was written. */
  readonly at: number
  readonly policy: RingPolicy
  /** In the order in which they were published. */
  readonly keys: readonly RingEntry[]
  readonly tombstones: readonly Tombstone[]
  readonly roots: readonly RootWrap[]
  /** Wraps the keys' material and authenticates the document; itself wrapped under each root. */
  readonly dataKey: string
  /** SHA-256 of the revision before, base64url; empty for the first. */
  readonly prev: string
}

/** A ring can't be used, and asking again would not change that. */
export class RingError extends Error {
  override name = "RingError"
}

/** The document says something else than what was written by someone who has the root. */
export class RingForged extends RingError {
  override name = "RingForged"
}

/** There is no root at all: nothing in the environment says one. */
export class RingRootMissing extends RingError {
  override name = "RingRootMissing"
}

/** None of the given roots opens the document. */
export class RingLocked extends RingError {
  override name = "RingLocked"
  /** The revision that the document says it is. */
  readonly rev: number

  constructor(message: string, rev: number) {
    super(message)
    this.rev = rev
  }
}
