/** The suite of `latchkey/testing` on published adapters: what each meets, and that it does not meet what it says. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { adapterConformance, type ConformanceCase } from "../../../src/testing/index.ts"
import { isReachable, open, type Subject, subjects, unmetOf } from "./subjects.ts"

/** What no adapter of others has. */
const OURS = ["account-changes", "session-list", "leases"] as const
const SLOW = { timeout: 60_000 }

describe.each(subjects.map((subject) => [subject.id, subject] as const))("%s", (_, subject) => {
  describe.skipIf(!isReachable(subject))("on a real store", () => {
    judge(subject)
  })
})

function judge(subject: Subject): void {
  const unmet = unmetOf(subject)
  const asked: string[] = []
  let opened: Awaited<ReturnType<typeof open>>
  beforeAll(async () => {
    opened = await open(subject)
  }, SLOW.timeout)
  afterAll(() => opened?.close())

  const register = (title: string, body: () => Promise<void>): void => {
    const id = title.slice(0, 3) as ConformanceCase["id"]
    asked.push(id)
    const not = unmet.includes(id)
    it(not ? `not ${title}` : title, SLOW, not ? () => fails(body) : body)
  }
  adapterConformance({
    adapter: () => opened.adapter,
    test: { describe, it: register },
    skip: [...OURS, ...subject.lacks, ...(subject.unasked ?? [])],
    races: subject.races ?? 50,
    ...(subject.precision ? { precision: subject.precision } : {}),
  })

  it("each case that is not met is one that was asked", () => {
    expect(asked).toEqual(expect.arrayContaining(unmet))
    expect(new Set(unmet).size).toBe(unmet.length)
  })
}

/** A race that could be lost may be won now and then. */
async function fails(body: () => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    const failed = await body().then(
      () => false,
      () => true,
    )
    if (failed) return
  }
  expect.fail("it is met now: take it off the list in interop/adapters, and write the page anew")
}
