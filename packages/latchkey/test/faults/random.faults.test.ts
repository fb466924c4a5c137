/**
 * Requests of no sense, and of almost: nothing throws, answers 5xx, lets in or tells a secret. `npm run faults -- --random
 * 1000000` sends a million; the seed is printed.
 */
import { describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import { handle } from "../../src/core/handle.ts"
import { Browser, own, SECRET, v4, v5 } from "../support/browser.ts"
import { Outside } from "../invariants/outside.ts"

const COUNT = Number(process.env["FAULTS_RANDOM"] ?? 20_000)
const SEED = Number(process.env["FAULTS_SEED"] ?? 20_301)

/** Mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const outside = new Outside()
const config: AuthConfig = {
  providers: [
    outside.email,
    outside.provider("one", true),
    {
      id: "credentials",
      name: "Credentials",
      type: "credentials",
      credentials: { name: {} },
      authorize: () => null,
    },
  ],
  adapter: MemoryAdapter(),
  secret: SECRET,
  trustHost: ["app.example"],
  session: { strategy: "jwt" },
  logger: { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} },
}

const actions =
  "session csrf providers signin signin/one signin/email signin/credentials callback/one callback/email callback/credentials signout error verify-request sessions accounts unlink/one health webauthn-options/one backchannel-logout/one frontchannel-logout/one signout/provider signout/callback nothing".split(
    " ",
  )
const odd = ["..%2f", "%00", "//", ";v=1", "\\", "%e0%a4", "é", "%2e%2e", "?", "#", ".json", "%25"]
const names =
  "code state error error_description iss token email callbackUrl csrfToken json redirect id_token logout_token provider link __proto__ constructor SAMLResponse".split(
    " ",
  )
const types = [
  "application/json",
  "application/x-www-form-urlencoded",
  "text/plain",
  "multipart/form-data; boundary=x",
  "application/json; charset=utf-16",
  "",
  '"',
]

describe("requests of no sense", () => {
  it(
    "FLT-156: nothing throws, answers 5xx, lets in, or tells a secret",
    { timeout: 300_000 + COUNT * 2 },
    async () => {
      console.log(`random requests: ${COUNT}, seed ${SEED}`)
      const random = randomOf(SEED)
      const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
      const bytes = (most: number): Uint8Array<ArrayBuffer> =>
        Uint8Array.from({ length: Math.floor(random() * most) }, () => Math.floor(random() * 256))
      const text = (most: number): string =>
        Buffer.from(bytes(most)).toString(random() < 0.5 ? "latin1" : "base64url")

      // Cookies that are real, to be cut and mixed.
      const browser = new Browser(config)
      const csrfToken = await browser.csrfToken()
      await browser.post("/signin/one")
      await browser.post("/signin/email", { email: "ada@example.com" })
      const real = [...browser.cookies].map(([name, { value }]) => [name, value] as const)
      const cookie = (): string => {
        const [name, value] = pick(real)
        const kind = random()
        if (kind < 0.2) return `${name}=${value}`
        if (kind < 0.4) return `${name}=${value.slice(0, Math.floor(random() * value.length))}`
        if (kind < 0.6) return `${name}.${Math.floor(random() * 9)}=${pick(real)[1]}`
        if (kind < 0.8) return `__Host-latchkey.session-token=${pick(real)[1]}`
        return `${text(20)}=${text(60)}`
      }
      const value = (): string =>
        random() < 0.3
          ? pick([csrfToken, "ada@example.com", "https://evil.example", "/in", "true"])
          : text(40)
      const fields = (): [string, string][] =>
        Array.from({ length: Math.floor(random() * 4) }, () => [pick(names), value()])

      const answers = new Map<number, number>()
      for (let n = 0; n < COUNT; n++) {
        const door = pick([own, own, v5, v4])
        const method = pick(["GET", "GET", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"])
        const path =
          random() < 0.8
            ? pick(actions)
            : pick(actions) + pick(odd) + text(10).replace(/[^\w.%-]/g, "")
        const headers = new Headers()
        const set = (name: string, given: string): void => {
          // What HTTP itself can't carry never comes.
          headers.set(name, given.replace(/[^\t\x20-\x7e\x80-\xff]/g, ""))
        }
        if (random() < 0.8) set("cookie", Array.from({ length: 3 }, cookie).join("; "))
        if (random() < 0.5) set("content-type", pick(types))
        if (random() < 0.2)
          set("origin", pick(["https://app.example", "null", "https://evil.example", text(9)]))
        if (random() < 0.2) set("x-forwarded-host", pick(["evil.example", "app.example", text(9)]))
        if (random() < 0.2) set("x-auth-return-redirect", "1")
        if (random() < 0.1) set("authorization", text(30))
        const query =
          random() < 0.5
            ? `?${new URLSearchParams(fields())}`
            : random() < 0.2
              ? `?${text(20).replace(/[^\w&=%]/g, "")}`
              : ""
        const body =
          random() < 0.5
            ? new URLSearchParams([["csrfToken", csrfToken], ...fields()]).toString()
            : random() < 0.5
              ? JSON.stringify(Object.fromEntries(fields()))
              : bytes(200)
        const request = new Request(`https://app.example${door.basePath}/${path}${query}`, {
          method,
          headers,
          ...(method !== "GET" && method !== "HEAD" && { body }),
        })
        const answer = await handle(request, config, door)
        answers.set(answer.status, (answers.get(answer.status) ?? 0) + 1)
        const said = `${await answer.text()}\n${[...answer.headers].join("\n")}`
        const what = `${n}: ${method} ${request.url} ${answer.status}`
        expect(answer.status, what).toBeLessThan(500)
        // Quicker than a matcher for each.
        if (
          said.includes(SECRET) ||
          said.includes("app-secret-canary") ||
          / at .*\.ts:\d/.test(said)
        )
          expect.fail(`${what} tells too much`)
        if (answer.headers.getSetCookie().some((line) => /session-token=[^;]/.test(line)))
          expect.fail(`${what} lets somebody in`)
        const place = answer.headers.get("location")
        if (
          place &&
          !["https://app.example", "https://one.example"].includes(new URL(place).origin)
        )
          expect.fail(`${what} sends to ${place}`)
      }
      // They were of many kinds.
      expect(answers.size).toBeGreaterThan(5)
      expect(answers.get(200)).toBeGreaterThan(COUNT / 50)
      expect(answers.get(302)).toBeGreaterThan(COUNT / 200)
    },
  )
})
