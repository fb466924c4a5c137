import { expect, it } from "vitest"
import { instanceName, processName } from "./process-name.ts"

it("a process has one name, of eight characters", () => {
  expect(processName()).toMatch(/^[\w-]{8}$/)
  expect(processName()).toBe(processName())
})

it("an instance is named after its host and process, and counted from the second on", () => {
  const name = processName()
  const names = ["one", "two", "one"].map(instanceName)
  expect(names).toEqual([`one-${name}`, `two-${name}-2`, `one-${name}-3`])
})
