import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { offerTestScope, type TestScope, testScope } from "./test-scope.ts"

const LOOKUPS = Symbol.for("latchkey.test-scopes")
const holder = globalThis as { [LOOKUPS]?: unknown[] }
let before: unknown[] | undefined
beforeEach(() => {
  before = holder[LOOKUPS]
  delete holder[LOOKUPS]
})
afterEach(() => {
  vi.unstubAllEnvs()
  if (before) holder[LOOKUPS] = before
  else delete holder[LOOKUPS]
})

const scope = (name: string): TestScope => ({
  headers: new Headers({ name }),
  setCookies: () => {},
})

it("is the first that is offered, each lookup asked once", () => {
  expect(testScope()).toBeUndefined()
  const one = scope("one")
  const none = vi.fn(() => undefined)
  offerTestScope(none)
  offerTestScope(none)
  expect(testScope()).toBeUndefined()
  expect(none).toHaveBeenCalledTimes(1)
  offerTestScope(() => one)
  offerTestScope(() => scope("two"))
  expect(testScope()).toBe(one)
  expect(holder[LOOKUPS]).toHaveLength(3)
})

it.each(["production", "development", "", undefined])("is nothing where NODE_ENV is %j", (mode) => {
  offerTestScope(() => scope("one"))
  expect(testScope()).toBeDefined()
  vi.stubEnv("NODE_ENV", mode)
  expect(testScope()).toBeUndefined()
})
