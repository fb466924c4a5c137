import { processName } from "../keys/process-name.ts"
import { describe, expect, it } from "vitest"
import { keyring } from "../keys/managed/keyring.ts"
import { activeKey } from "../keys/ring.ts"
import { WORN_AT } from "../keys/seal.ts"
import { type KeyOptions, resolveKeys, type ResolvedKeys } from "../keys/resolve.ts"
import { memoryStore } from "../keys/stores/memory.ts"
import { reportKeys } from "./report.ts"

type Line = readonly [string, ...unknown[]]

/** A process with nothing said yet, but what other tests of this file said of other secrets. */
function reporter(): { lines: Line[]; context: Parameters<typeof reportKeys>[0] } {
  const lines: Line[] = []
  const logger = {
    info: (message: string) => void lines.push(["info", message]),
    warn: (code: string, detail: unknown) => void lines.push([code, detail]),
    error: () => {},
    debug: () => {},
  }
  return { lines, context: { logger, env: () => undefined } }
}

const secretOf = (name: string): string => `${name}-Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFg-${Math.random()}`
const resolve = (options: Partial<KeyOptions>): Promise<ResolvedKeys> =>
  Promise.resolve(
    resolveKeys({
      secret: undefined,
      passed: true,
      read: () => undefined,
      production: true,
      ...options,
    }),
  )

describe("the line at the start", () => {
  it("a static ring: the id that seals, how many open, and the source; once, wherever the same keys come from", async () => {
    const { lines, context } = reporter()
    const secret = secretOf("static")
    const fromEnvironment = await resolve({
      read: (name) => (name === "AUTH_SECRET" ? secret : undefined),
    })
    const { id } = activeKey(fromEnvironment.ring)
    reportKeys(context, fromEnvironment)
    reportKeys(context, fromEnvironment)
    reportKeys(context, await resolve({ secret: { name: "vault:auth", get: () => secret } }))
    expect(lines).toEqual([
      [
        "info",
        `keys: active=${id} accepts=1 [${id}] source=env:AUTH_SECRET instance=${processName()}`,
      ],
    ])
  })

  it("keys with dates: when the next one begins", async () => {
    const { lines, context } = reporter()
    const [now, later] = [secretOf("now"), secretOf("later")]
    const date = new Date(Date.now() + 3.5 * 86_400_000).toISOString()
    const read = (name: string): string | undefined =>
      name === "AUTH_SECRETS" ? `${later}@${date},${now}` : undefined
    reportKeys({ ...context, env: read }, await resolve({ read }))
    expect(lines[0]![1]).toMatch(
      /^keys: active=\S+ \(next in 3d\) accepts=2 \[\S+\] source=env:AUTH_SECRETS instance=\S{8}$/,
    )
  })

  it("a managed ring: name, revision, age, when the next one seals, store and root; its later revisions are events", async () => {
    const { lines, context } = reporter()
    const ring = `prod-${Math.random()}`
    const secret = keyring({ store: memoryStore({ ring }), onEvent: () => {} })
    const given = { secret, read: (name: string) => (name === "AUTH_SECRET" ? ROOT : undefined) }
    const keys = await resolve(given)
    reportKeys(context, keys)
    await secret.rotate()
    reportKeys(context, await resolve(given))
    const ids = keys.ring.keys.map(({ id }) => id)
    expect(lines).toEqual([
      [
        "info",
        expect.stringMatching(
          new RegExp(
            `^keys: ring=${ring} rev=1 active=${ids[0]} \\(age \\ds, next in 89d\\) accepts=2 \\[${ids.join(",")}\\] source=memory root=local:[\\w-]{8,} instance=\\S{8}$`,
          ),
        ),
      ],
    ])
  })
})

const ROOT = secretOf("root")

describe("a key that has sealed too often", () => {
  it("is said once per process where nobody rotates it", async () => {
    const { lines, context } = reporter()
    const keys = await resolve({ secret: secretOf("busy") })
    reportKeys(context, keys)
    const key = activeKey(keys.ring)
    key.seals = WORN_AT - 1
    reportKeys(context, keys)
    expect(lines).toHaveLength(1)
    key.seals = WORN_AT
    reportKeys(context, keys)
    key.seals++
    reportKeys(context, keys)
    expect(lines.slice(1)).toEqual([["key-worn", expect.stringContaining(key.id)]])
  })

  it("is the ring's own business where it is managed", async () => {
    const { lines, context } = reporter()
    const secret = keyring({ store: memoryStore(), onEvent: () => {} })
    const keys = await resolve({ secret, read: () => ROOT })
    activeKey(keys.ring).seals = WORN_AT
    reportKeys(context, keys)
    expect(lines.map(([code]) => code)).not.toContain("key-worn")
  })
})
