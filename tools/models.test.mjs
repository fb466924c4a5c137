import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { makePage, models, page, problems } from "./models-page.mjs"

const all = models()
const verdict = { errors: 0, states: 10, depth: 5, seconds: 0, complete: true }
const found = { ...verdict, errors: 1 }
const of = { commit: "abc", date: "2030-01-01", spin: "SPIN 6" }
const sound = (model) => ({ model, sound: verdict, bugs: model.bugs.map(() => found) })

describe("the models", () => {
  const text = readFileSync(page, "utf8")

  it.each(all)("$name: SPIN has searched it as it is now, and found each bug", (model) => {
    expect(problems(text, [model]).filter((one) => one.startsWith(model.name))).toEqual([])
  })

  it("are at least five, each with a bug that it can be given, and name files that are there", () => {
    expect(all.length).toBeGreaterThanOrEqual(5)
    expect(problems(text, all)).toEqual([])
    for (const { text: model, bugs } of all) {
      expect(bugs.length).toBeGreaterThan(0)
      expect(model).toMatch(/packages\/latchkey\/src/)
    }
  })
})

describe("the page of the models", () => {
  it("says so where a model has changed, is not there, was not searched whole, or hides a bug", () => {
    const [one] = all
    const good = makePage([sound(one)], of)
    expect(problems(good, [one])).toEqual([])
    expect(problems(good, [{ ...one, hash: "another" }])).toHaveLength(1)
    expect(problems(good, [])).toHaveLength(1)
    expect(problems("", [one])).toHaveLength(1)
    const partial = makePage([{ ...sound(one), sound: { ...verdict, complete: false } }], of)
    expect(problems(partial, [one])).toEqual([`${one.name}: not shown`])
    const wrong = makePage([{ ...sound(one), sound: found }], of)
    expect(problems(wrong, [one])).toEqual([`${one.name}: not shown`])
    const blind = makePage([{ ...sound(one), bugs: one.bugs.map(() => verdict) }], of)
    expect(problems(blind, [one])).toHaveLength(1)
  })
})
