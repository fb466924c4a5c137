import { expect, it, vi } from "vitest"
import { noteEvent } from "./note-event.ts"

vi.mock("./security-events.ts", () => {
  throw new Error("the file is gone")
})

it("says that events can't be noted, and keeps nobody from anything", async () => {
  const errors: Error[] = []
  const logger = {
    error: (error: Error) => void errors.push(error),
    warn() {},
    info() {},
    debug() {},
  }
  const sink = vi.fn()
  await noteEvent(sink, { type: "sign-in", outcome: "success" }, logger)
  expect(errors.map(({ name }) => name)).toEqual(["EventError"])
  expect(sink).not.toHaveBeenCalled()
})
