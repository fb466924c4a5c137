import type { Adapter } from "../contracts/adapter.ts"
import { sharedMemo, WeakMemo } from "../crypto/memo.ts"

const wholes = sharedMemo("adapter-transactions", () => new WeakMemo<object, Adapter>())

/** Notes what a transaction was made with. */
export function whole<A extends Adapter>(adapter: A): A {
  if (adapter.transaction) wholes.set(adapter.transaction, adapter)
  return adapter
}

/**
 * The adapter's transaction, where what it runs has the same methods. An application that puts a method of its own in
 * the place of one of ours, `{ ...SqlAdapter(db), createUser }`, has it called: in the transaction there would be ours.
 */
export function transactionWith(
  adapter: Adapter,
  methods: readonly (keyof Adapter)[],
): Adapter["transaction"] {
  const { transaction } = adapter
  const made = transaction && wholes.get(transaction)
  const isReplaced = made !== undefined && methods.some((name) => made[name] !== adapter[name])
  return isReplaced ? undefined : transaction
}
