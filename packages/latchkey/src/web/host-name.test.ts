import { hostname } from "node:os"
import { afterEach, expect, it, vi } from "vitest"
import { hostName } from "./host-name.ts"

afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

it("is what HOSTNAME says, else what the system does", () => {
  vi.stubEnv("HOSTNAME", "pod-7")
  expect(hostName()).toBe("pod-7")
  vi.stubEnv("HOSTNAME", undefined)
  expect(hostName()).toBe(hostname())
  expect(hostName({ HOSTNAME: "given" })).toBe("given")
  expect(hostName({ HOSTNAME: "" })).toBe(hostname())
})

it.each([
  ["no process", undefined],
  ["a process without modules", {}],
  ["a system without the module", { getBuiltinModule: () => undefined }],
  ["a module without the function", { getBuiltinModule: () => ({}) }],
  [
    "a runtime that refuses",
    {
      getBuiltinModule: () => {
        throw new Error("not here")
      },
    },
  ],
])("is unknown with %s", (_, process) => {
  vi.stubGlobal("process", process)
  expect(hostName({})).toBeUndefined()
})

it("asks for the system's module by its name", () => {
  const asked: string[] = []
  vi.stubGlobal("process", {
    getBuiltinModule: (name: string) => {
      asked.push(name)
      return { hostname: () => "machine" }
    },
  })
  expect(hostName({})).toBe("machine")
  expect(asked).toEqual(["node:os"])
})
