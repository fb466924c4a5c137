import { expect, it } from "vitest"
import type { Adapter } from "../contracts/adapter.ts"
import { MemoryAdapter } from "../adapters/memory.ts"
import { sealingLater, type StorageContext } from "./storage.ts"
import { withSealedTokens } from "./stored-data.ts"

const context = { config: {}, logger: {}, keys: () => ({}) } as unknown as StorageContext

/** A method that sealed there and was called past it here would store tokens as they are. */
it("the same methods seal, whether they were loaded or not", () => {
  const adapter = MemoryAdapter()
  const names = Object.keys(adapter) as (keyof Adapter)[]
  const changedBy = (wrap: typeof sealingLater): string[] =>
    names.filter((name) => wrap(adapter, context)[name] !== adapter[name]).toSorted()
  expect(changedBy(sealingLater)).toEqual(changedBy(withSealedTokens))
  expect(changedBy(sealingLater)).toContain("linkAccount")
})
