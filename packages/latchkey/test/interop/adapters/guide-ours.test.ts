/** The application of the guides with our adapter, from the packed package. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { guideApplication } from "./guide-application.ts"
import { folder } from "./subjects.ts"

const source = (name: string): string => readFileSync(join(folder, "guide", name), "utf8")

describe("M19: the guide's application on our adapter", () => {
  it("is the same but for the path that the adapter is imported from", () => {
    const theirs = source("auth.ts").replace("@auth/drizzle-adapter", "latchkey/adapters/drizzle")
    expect(sorted(source("ours.ts"))).toEqual(sorted(theirs))
  })

  guideApplication(
    async () => {
      const { handlers } = (await import(/* @vite-ignore */ join(folder, "guide/ours.ts"))) as {
        handlers: Awaited<ReturnType<Parameters<typeof guideApplication>[0]>>
      }
      return handlers
    },
    // It makes its tables itself.
    () => Promise.resolve(),
  )
})

/** The order of imports follows their paths. */
const sorted = (text: string): string[] => text.split("\n").sort()
