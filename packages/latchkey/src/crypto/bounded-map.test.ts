import { expect, it } from "vitest"
import { BoundedMap } from "./memo.ts"

/** A map of two generations, the elder full. */
function aged(): BoundedMap<string, number> {
  const map = new BoundedMap<string, number>(2)
  for (const [at, key] of ["a", "b", "c"].entries()) map.set(key, at)
  return map
}

it("begins a new generation as soon as the younger holds as many as it may", () => {
  const map = aged()
  expect(map.entries()).toEqual([
    ["a", 0],
    ["b", 1],
    ["c", 2],
  ])
  map.set("d", 3)
  map.set("e", 4)
  expect(map.entries().map(([key]) => key)).toEqual(["c", "d", "e"])
})

it("has each key once, the younger value", () => {
  const map = aged()
  map.set("a", 7)
  expect(map.size).toBe(3)
  expect(map.entries()).toEqual([
    ["b", 1],
    ["c", 2],
    ["a", 7],
  ])
  map.set("a", 8)
  expect(map.get("a")).toBe(8)
  expect(map.size).toBe(3)
})

it("forgets a key of either generation, and keeps the others", () => {
  for (const key of ["a", "c"]) {
    const map = aged()
    map.delete(key)
    expect(map.get(key)).toBeUndefined()
    expect(map.size).toBe(2)
    expect(map.get("b")).toBe(1)
  }
})

it("makes nothing of a question for what it has not", () => {
  const map = aged()
  expect(map.get("x")).toBeUndefined()
  expect(map.entries().map(([key]) => key)).toEqual(["a", "b", "c"])
})
