import type { KeyringOptions } from "../../src/keys/managed/keyring.ts"
import type { DatabaseKind } from "../support/private-server.ts"

type Times = "rotate" | "propagation" | "refresh" | "skew" | "maxTokenAge" | "staleness"

/** What an instance is started with. */
export interface Settings {
  readonly kind: DatabaseKind
  readonly url: string
  /** Of the ring's table, or the prefix of its keys. */
  readonly name: string
  readonly policy: Pick<KeyringOptions, Times>
}

/** What an instance is told to do. */
export interface Task {
  readonly id: number
  readonly order: "seal" | "open" | "rotate" | "revoke" | "status" | "export"
  readonly token?: string
  readonly kid?: string
  /** Seconds. */
  readonly maxAge?: number
  /** It kills itself at the next write to the store: before it, while the server has it, or after it. */
  readonly dieAt?: "before" | "during" | "after"
}

/** What it answers. */
export interface Done {
  readonly id: number
  readonly port?: number
  readonly token?: string
  /** What became of a token, or `error: …`. */
  readonly status?: string
  /** The key that seals. */
  readonly kid?: string
  readonly rev?: number
  readonly behind?: readonly string[]
  readonly revoked?: readonly string[]
  readonly waiting?: readonly string[]
  readonly strings?: readonly string[]
}
