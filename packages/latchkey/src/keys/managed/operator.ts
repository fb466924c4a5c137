import { sharedMemo } from "../../crypto/memo.ts"

/** Shared by all copies of this module: the command line's own, and the one that the project's file imports. */
const process = (): { operator: boolean } =>
  sharedMemo("ring-operator", () => ({ operator: false }))

/**
 * Says that this process serves nobody: rings that are made in it from now on are looked at, and changed as a person
 * asks. They don't tend themselves, make no ring, and don't count as instances that a key has to reach.
 */
export function actAsOperator(): void {
  process().operator = true
}

export function isOperator(): boolean {
  return process().operator
}
