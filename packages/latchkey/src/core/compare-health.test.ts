import { describe, expect, it } from "vitest"
import type { HealthAnswer, HealthDetails } from "../contracts/health.ts"
import type { RingInspection } from "../contracts/keys.ts"
import { compareHealth } from "./compare-health.ts"
import type { HealthSample } from "./health-comparison.ts"
import { readHealthAnswer } from "./read-health.ts"

const [A, B, C] = ["keyAAAAA", "keyBBBBB", "keyCCCCC"] as const

const answerOf = (instance: string, key: string | null, more = {}): HealthAnswer => ({
  status: key === null ? "unavailable" : "ok",
  key,
  instance,
  ...more,
})

const detailsOf = (more: Partial<HealthDetails> = {}): HealthDetails => ({
  now: 1,
  version: "0.1.0",
  host: "web",
  error: null,
  accepts: [A],
  refused: [],
  source: "env:AUTH_SECRET",
  since: 1,
  refreshed: null,
  failure: null,
  sessions: null,
  ring: null,
  providers: {},
  ...more,
})

const ringOf = (more: Partial<RingInspection> = {}): RingInspection => ({
  name: "auth",
  store: "postgres:auth_keyring",
  rev: 7,
  root: "env:one",
  read: 1,
  failure: null,
  instance: "web-1",
  instances: [],
  behind: [],
  differing: [],
  ...more,
})

/** One sample each, from an address of its own. */
const samplesOf = (...answers: HealthAnswer[]): HealthSample[] =>
  answers.map((answer) => ({ url: `https://${answer.instance}.internal/auth/health`, answer }))

/** What is said of whom: `instance: kind level expected actual`. */
function said(...answers: HealthAnswer[]): string[] {
  return compareHealth(samplesOf(...answers)).instances.flatMap(({ instance, differences }) =>
    differences.map(
      ({ kind, level, expected, actual }) => `${instance}: ${kind} ${level} ${expected} ${actual}`,
    ),
  )
}

describe("without details", () => {
  it("names the one that seals with another key", () => {
    const all = samplesOf(
      answerOf("one-----", A),
      answerOf("two-----", A),
      answerOf("three---", B),
      answerOf("four----", A),
    )
    const { agree, key, instances, failures } = compareHealth(all)
    expect([agree, key, failures]).toEqual([false, A, []])
    expect(instances.map((one) => one.differences.length)).toEqual([0, 0, 1, 0])
    expect(instances[2]!.differences[0]).toEqual({
      kind: "active-key",
      level: "error",
      expected: A,
      actual: B,
      message: `three--- seals with ${B}, 3 of 4 with ${A}`,
    })
  })

  it("of two that differ neither is right: both are named", () => {
    expect(
      compareHealth(samplesOf(answerOf("one-----", A), answerOf("two-----", B))).key,
    ).toBeNull()
    expect(said(answerOf("one-----", A), answerOf("two-----", B))).toEqual([
      `one-----: active-key error ${B} ${A}`,
      `two-----: active-key error ${A} ${B}`,
    ])
  })

  it("all alike, one alone, or nobody: nothing to say", () => {
    expect(said(answerOf("one-----", A), answerOf("two-----", A))).toEqual([])
    expect(said(answerOf("one-----", A))).toEqual([])
    expect(compareHealth([])).toEqual({ agree: true, key: null, instances: [], failures: [] })
  })

  it("samples of one address behind a load balancer are told apart by instance", () => {
    const url = "https://app.example/auth/health"
    const round = [answerOf("one-----", A), answerOf("two-----", A), answerOf("three---", B)]
    const samples = Array.from({ length: 12 }, (_, i) => ({ url, answer: round[i % 3] }))
    const { instances, agree } = compareHealth(samples)
    expect(instances.map((one) => [one.instance, one.samples, one.urls])).toEqual([
      ["one-----", 4, [url]],
      ["two-----", 4, [url]],
      ["three---", 4, [url]],
    ])
    expect(agree).toBe(false)
    // Often asked is not often there: three answers of the odd one are one voice.
    const often = [round[0], round[1], round[2], round[2], round[2]]
    expect(compareHealth(often.map((answer) => ({ url, answer }))).key).toBe(A)
  })

  it("of an instance the last answer counts: it may have rotated meanwhile", () => {
    const url = "https://app.example/auth/health"
    const answers = [answerOf("one-----", A), answerOf("two-----", B), answerOf("one-----", B)]
    expect(compareHealth(answers.map((answer) => ({ url, answer })))).toMatchObject({
      agree: true,
      key: B,
    })
  })

  it("one without keys, with a development secret, or that refuses the token", () => {
    const development = answerOf("dev-----", B, { development: true })
    expect(
      said(answerOf("one-----", A), answerOf("none----", null), answerOf("two-----", A)),
    ).toEqual(["none----: unavailable error null null"])
    expect(said(answerOf("one-----", A), answerOf("two-----", A), development)).toEqual([
      `dev-----: development error null ${B}`,
      `dev-----: active-key error ${A} ${B}`,
    ])
    // On one's own machine all are of that kind.
    expect(said(development, { ...development, instance: "dev2----" })).toEqual([])
    const refused = { url: "https://one", answer: answerOf("one-----", A), refused: true }
    expect(compareHealth([refused]).instances[0]!.differences).toMatchObject([
      { kind: "token-refused", actual: A },
    ])
  })

  it("addresses that give no answer are listed once for each reason", () => {
    const failures = [
      { url: "https://a", failure: "connection refused" },
      { url: "https://a", failure: "connection refused" },
      { url: "https://a", failure: "404" },
      { url: "https://b" },
    ]
    expect(compareHealth(failures)).toMatchObject({
      agree: true,
      failures: [
        { url: "https://a", failure: "connection refused" },
        { url: "https://a", failure: "404" },
        { url: "https://b", failure: "no health answer" },
      ],
    })
  })
})

describe("with details", () => {
  const of = (instance: string, key: string, more: Partial<HealthDetails> = {}): HealthAnswer =>
    answerOf(instance, key, { details: detailsOf({ accepts: [key], ...more }) })

  it("a rotation under way is a warning: each opens what the others seal", () => {
    const accepts = [A, B]
    const found = said(
      of("one-----", A, { accepts }),
      of("two-----", A, { accepts }),
      of("new-----", B, { accepts }),
    )
    expect(found).toEqual([`new-----: active-key warning ${A} ${B}`])
  })

  it("where only one side opens the other's, people are signed out", () => {
    const found = said(of("one-----", A), of("two-----", A), of("new-----", B, { accepts: [B, A] }))
    expect(found).toEqual([
      `new-----: active-key error ${A} ${B}`,
      `new-----: extra-key warning null ${B}`,
    ])
  })

  it("misses a key that the others have, or still has one that they refuse", () => {
    const both = { accepts: [A, B] }
    expect(said(of("one-----", A, both), of("two-----", A, both), of("old-----", A))).toEqual([
      `old-----: missing-key error ${B} null`,
    ])
    const revoked = { accepts: [A], refused: [C] }
    expect(
      said(
        of("one-----", A, revoked),
        of("two-----", A, revoked),
        of("late----", A, { accepts: [A, C] }),
      ),
    ).toEqual([`late----: extra-key error null ${C}`])
    // One against one: who lacks it is named, and only who.
    expect(said(of("one-----", A, both), of("two-----", A))).toEqual([
      `two-----: missing-key error ${B} null`,
    ])
  })

  it("another source, and another secret for sessions", () => {
    expect(
      said(
        of("one-----", A),
        of("two-----", A),
        of("file----", A, { source: "file:/run/secrets/auth" }),
      ),
    ).toEqual(["file----: source warning env:AUTH_SECRET file:/run/secrets/auth"])
    const sessions = (key: string) => ({ sessions: { key, accepts: [key] } })
    expect(
      said(
        of("one-----", A, sessions(B)),
        of("two-----", A, sessions(B)),
        of("odd-----", A, sessions(C)),
      ),
    ).toEqual([`odd-----: session-key error ${B} ${C}`])
  })

  it("a managed ring: another revision, root or store", () => {
    const ring = (more: Partial<RingInspection> = {}) => ({
      ring: ringOf(more),
      // The log's words hold the revision, which is compared by itself.
      source: `ring=auth rev=${more.rev ?? 7} store=x root=${more.root ?? "env:one"}`,
    })
    const two = [of("one-----", A, ring()), of("two-----", A, ring())]
    expect(said(...two, of("late----", A, ring({ rev: 6 })))).toEqual([
      "late----: revision warning 7 6",
    ])
    expect(said(...two, of("root----", A, ring({ root: "env:two" })))).toEqual([
      "root----: root error env:one env:two",
    ])
    expect(said(...two, of("else----", A, ring({ store: "redis:auth" })))).toEqual([
      "else----: source warning postgres:auth_keyring/auth redis:auth/auth",
    ])
    // Half against half the newer revision is right.
    expect(said(of("one-----", A, ring()), of("two-----", A, ring({ rev: 8 })))).toEqual([
      "one-----: revision warning 8 7",
    ])
  })

  it("an answer without details after one with them keeps those", () => {
    const url = "https://app.example/auth/health"
    const first = of("one-----", A, { accepts: [A, B] })
    const { instances } = compareHealth([
      { url, answer: first },
      { url, answer: answerOf("one-----", A), refused: true },
    ])
    expect(instances[0]).toMatchObject({ refused: true, answer: { details: { accepts: [A, B] } } })
  })
})

describe("readHealthAnswer", () => {
  const whole = answerOf("one-----", A, { details: detailsOf({ ring: ringOf() }) })

  it("takes what the route answers, and nothing beside it", () => {
    expect(readHealthAnswer(JSON.parse(JSON.stringify(whole)))).toEqual(whole)
    const { details: _, ...plain } = whole
    expect(readHealthAnswer({ ...plain, message: "refused", error: "invalid_token" })).toEqual(
      plain,
    )
    expect(readHealthAnswer({ ...plain, development: "yes" })).toEqual(plain)
  })

  it.each([
    null,
    1,
    "ok",
    [],
    {},
    { status: "ok" },
    { status: "up", key: A, instance: "one-----" },
  ])("%j is none", (value) => expect(readHealthAnswer(value)).toBeNull())

  it("ids are ids, and never text for a terminal", () => {
    for (const instance of ["\u001b[31mred", "a b", "", "x".repeat(400)]) {
      expect(readHealthAnswer({ ...whole, instance })).toBeNull()
      expect(readHealthAnswer({ ...whole, key: instance })).toBeNull()
    }
  })

  it("leaves out details that are not whole", () => {
    const broken = [
      { accepts: "all" },
      { refused: [1] },
      { ring: {} },
      { sessions: { key: A } },
      { providers: null },
      { now: "today" },
    ]
    for (const more of broken) {
      const answer = { ...whole, details: { ...whole.details, ...more } }
      expect(readHealthAnswer(answer), JSON.stringify(more)).not.toHaveProperty("details")
    }
  })
})
