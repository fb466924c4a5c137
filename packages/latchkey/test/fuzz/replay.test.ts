/** What fuzzing kept, and the seeds that it began with, once more. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { Random } from "../tokens/random.ts"
import { targets } from "./targets.ts"

const corpora = fileURLToPath(new URL("../../../../fuzz/corpus/", import.meta.url))

function kept(name: string): Buffer[] {
  const folder = `${corpora}${name}`
  return existsSync(folder)
    ? readdirSync(folder).map((file) => readFileSync(`${folder}/${file}`))
    : []
}

/** A few changes of each, the same at every run. */
function changed(random: Random, input: Buffer): Buffer {
  const copy = Buffer.from(input)
  for (let i = 0; i < 3 && copy.length > 0; i++) copy[random.below(copy.length)] = random.below(256)
  return random.below(3) === 0 ? copy.subarray(0, random.below(copy.length + 1)) : copy
}

describe("fuzzing, replayed:", () => {
  it.each(targets)("$name", async ({ name, target }) => {
    const random = new Random(7)
    const inputs = [...target.seeds.map((seed) => Buffer.from(seed as string)), ...kept(name)]
    for (const input of inputs) {
      await target.run(input)
      for (let i = 0; i < 5; i++) await target.run(changed(random, input))
    }
    await target.run(Buffer.alloc(0))
    expect(inputs.length).toBeGreaterThan(2)
  })

  it("there are at least fifteen", () => {
    expect(targets.length).toBeGreaterThanOrEqual(15)
  })
})
