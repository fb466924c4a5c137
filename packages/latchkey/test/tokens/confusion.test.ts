/** A token is worth something where its kind is asked for, and nothing anywhere else (ADV-AJ10, JX-13). */
import { describe, expect, it } from "vitest"
import type { Purpose } from "../../src/keys/purpose.ts"
import type { Kind } from "./kind.ts"
import { kinds } from "./kinds.ts"

const readers = kinds.filter((kind) => kind.accepts !== undefined)

/** Each purpose of a key, and the families of what is made for it. A new one has to be entered here, with its kinds. */
const purposes: Readonly<Record<Purpose, readonly string[]>> = {
  session: ["session", "application invitation", "application download"],
  csrf: ["csrf"],
  state: ["state"],
  pkce: ["pkce"],
  nonce: ["nonce"],
  "request-token": ["request token"],
  "email-token": ["mail note", "mailed token"],
  "passkey-challenge": ["challenge to register", "challenge to authenticate"],
  data: ["data access_token", "data refresh_token", "data id_token"],
  // Reserved: nothing is made for it.
  "token-signing": [],
  "preview-proxy": ["preview"],
  health: ["health"],
  logout: ["logout", "logout hint"],
  // Names of counters, which nobody reads back.
  throttle: [],
  device: ["device"],
}

/** The readers that take a token that is not of their kind. */
async function deceived(source: Kind): Promise<string[]> {
  const token = await source.make()
  const others = readers.filter(({ family }) => family !== source.family)
  const takes = await Promise.all(others.map((reader) => reader.accepts!(token)))
  return others.filter((_, at) => takes[at]).map(({ name }) => name)
}

describe("JX-13 ADV-AJ10: a token", () => {
  it.each(readers)("is taken where it belongs: $name", async (kind) => {
    expect(await kind.accepts!(await kind.make())).toBe(true)
  })

  it.each(kinds)("is taken for no other: $name", async (kind) => {
    expect(await deceived(kind)).toEqual([])
  })

  it.each(readers)("is refused where one is expected that is of none: $name", async (kind) => {
    for (const text of ["", "a", "a.b", "a..b.c.d", "lk1.", "|", `${"a".repeat(8)}.`]) {
      expect(await kind.accepts!(text), JSON.stringify(text)).toBe(false)
    }
  })

  it("has a kind here for every purpose of a key", () => {
    const families = new Set(kinds.map(({ family }) => family))
    for (const family of Object.values(purposes).flat()) expect(families).toContain(family)
  })

  it("makes more than a thousand ordered pairs", () => {
    const pairs = kinds.flatMap(({ family }) =>
      readers.filter((reader) => reader.family !== family),
    )
    expect(pairs.length).toBeGreaterThan(1000)
  })
})
