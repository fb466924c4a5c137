/**
 * The same rotations through this library and through published ones, by their public handlers. What they do is
 * measured; `docs/rotation-matrix.md` shows it.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { installPublished } from "../doors/tools.ts"
import { WireClient } from "../doors/wire-client.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { type Library, type Show, THINGS, type ThingName } from "./compared/application.ts"
import { authCore, latchkey } from "./compared/auth-js.ts"
import { betterAuth } from "./compared/better-auth.ts"
import { committed, pageInSync } from "./results.ts"
import { A, B } from "./steps.ts"

/** `gone`: refused, since nothing was left to show. */
type Seen = "survives" | "kept" | "cleared" | "gone"

interface ComparedStep {
  readonly name: string
  readonly story: string
  /** The secrets of the instance where it is begun, newest first. */
  readonly begun: readonly string[]
  /** Those of the instances that it is shown to, one after the other. */
  readonly shown: readonly (readonly string[])[]
  /** What becomes of it with ours; a session in a database survives all of it. */
  readonly ours: readonly Seen[]
}

const steps: readonly ComparedStep[] = [
  {
    name: "A rotation by a list",
    story: "Begun at `[A]`, shown to `[B, A]`.",
    begun: [A],
    shown: [[B, A]],
    ours: ["survives"],
  },
  {
    name: "A rotation finished",
    story: "Begun or used at `[B, A]`, shown to `[B]`.",
    begun: [B, A],
    shown: [[B, A], [B]],
    ours: ["survives", "survives"],
  },
  {
    name: "An instance that has not been deployed yet",
    story: "Begun at `[B, A]`, shown to `[A]`, then to `[B, A]` again.",
    begun: [B, A],
    shown: [[A], [B, A]],
    ours: ["kept", "survives"],
  },
  {
    name: "Published before it is used",
    story:
      "Begun at `[B, A]`, shown to `[A, B]`, where the old one still seals, then to `[B, A]` again.",
    begun: [B, A],
    shown: [
      [A, B],
      [B, A],
    ],
    ours: ["survives", "survives"],
  },
  {
    name: "Replaced outright, and the way back",
    story: "Begun at `[A]`, shown to `[B]`, then to `[B, A]`.",
    begun: [A],
    shown: [[B], [B, A]],
    ours: ["kept", "survives"],
  },
]

// They behave otherwise where they believe to be tested.
vi.stubEnv("NODE_ENV", "production")
const published = await installPublished(["v5", "better"])
const libraries: Library[] = [
  latchkey,
  ...(published ? [await authCore(published.v5), await betterAuth(published.better)] : []),
]

let issuer: Issuer
beforeAll(async () => {
  const redirect_uris = ["/auth", "/api/auth"].map(
    (path) => `https://app.example${path}/callback/local`,
  )
  const client = { client_id: "app", client_secret: "app-secret", redirect_uris }
  issuer = await startIssuer({ client })
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await issuer.close()
})

async function walk(library: Library, name: ThingName, step: ComparedStep): Promise<Seen[]> {
  const thing = library.things[name]
  if (!thing) return []
  const around = { issuer, mails: [] }
  const app = library.application(thing, around)
  const client = new WireClient(app.instance(step.begun), app.base)
  const carried = (): Map<string, string> =>
    new Map([...client.cookies].filter(([name]) => thing.carriers.test(name)))
  let show: Show = await thing.begin(client, around)
  const seen: Seen[] = []
  for (const secrets of step.shown) {
    client.answer = app.instance(secrets)
    const before = carried()
    const accepted = await show()
    const lost = [...before].some(([name, value]) => carried().get(name) !== value)
    const gone = seen.includes("cleared") || seen.includes("gone")
    seen.push(accepted ? "survives" : lost ? "cleared" : gone ? "gone" : "kept")
    if (accepted && !thing.lasting) show = await thing.begin(client, around)
  }
  return seen
}

const results = steps.map(({ name, story }) => ({
  name,
  story,
  things: Object.fromEntries(
    THINGS.map((thing) => [thing, {} as Record<string, string>]),
  ) as Record<ThingName, Record<string, string>>,
}))

for (const library of libraries) {
  describe(`${library.name} ${library.version ?? ""}`.trim(), () => {
    for (const [index, step] of steps.entries()) {
      it.each(THINGS)(`${step.name}: %s`, async (thing) => {
        const unbroken = await walk(library, thing, { ...step, shown: [step.begun] })
        // What does not even work without a rotation says nothing about one.
        if (unbroken.length > 0) expect(unbroken).toEqual(["survives"])
        const seen = await walk(library, thing, step)
        if (seen.length > 0) results[index]!.things[thing][library.name] = seen.join(", ")
        const must = step.ours.map((one) => (thing === "session in a database" ? "survives" : one))
        if (library === latchkey) expect(seen).toEqual(must)
      })
    }
  })
}

it.skipIf(!published)("what was measured is what docs/rotation-matrix.md says", () => {
  const measured = {
    date: new Date().toISOString().slice(0, 10),
    libraries: libraries.map(({ name, version }) => ({ name, version })),
    steps: results,
  }
  const { date: _, ...before } = committed("comparison", measured)
  expect(before).toEqual({ libraries: measured.libraries, steps: results })
})

it("docs/rotation-matrix.md is made from what was seen", () => {
  // While it is being written, it is made right after this.
  if (process.env["LATCHKEY_WRITE_RESULTS"] === "1") return
  expect(pageInSync()).toBe(true)
})
