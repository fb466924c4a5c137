import { afterEach, expect, it, vi } from "vitest"
import {
  configure,
  cookiesAfter,
  nextAuth,
  own,
  requestTo,
  SECRET,
  signedIn,
} from "../../test/support/next-app.ts"
import type { SessionRegister } from "../contracts/register.ts"
import { keyring, type Keyring } from "../keys/managed/keyring.ts"
import { memoryStore } from "../keys/stores/memory.ts"
import { memoryRegister } from "../session/registers/memory.ts"
import { createWithAuth, type WithAuthOptions } from "./middleware.ts"
import type { NextAuthResult } from "./types.ts"

const event = { waitUntil() {} } as never

interface Site extends Pick<NextAuthResult, "auth" | "handlers"> {
  readonly ring: Keyring
  readonly register: SessionRegister
}

function site(register = memoryRegister()): Site {
  const ring = keyring({ store: memoryStore(), onEvent: () => {} })
  const { auth, handlers } = nextAuth(configure({ secret: ring, session: { register } }))
  return { auth, handlers, ring, register }
}

async function leak(ring: Keyring): Promise<void> {
  const ids = (await ring.status()).keys.map(({ id }) => id)
  await ring.revoke(ids, { reason: "leaked", keepRegistered: true })
}

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

it("a proxy moves a kept session, and the page and the browser both get the new cookie", async () => {
  vi.useFakeTimers({ toFake: ["Date"] })
  const { auth, handlers, ring } = site()
  const cookie = await signedIn(handlers)
  await leak(ring)
  const response = await auth(requestTo("/x", { cookie }), event)
  const forwarded = response.headers.get("x-middleware-request-cookie")!
  const kept = cookiesAfter(response.headers, cookie)
  expect(kept).not.toBe(cookie)
  vi.setSystemTime(Date.now() + 3_600_000)
  for (const one of [forwarded, kept]) {
    const page = await handlers.GET(requestTo("/api/auth/session", { cookie: one }))
    expect(await page.json()).toMatchObject({ user: { id: "7" } })
  }
  const copy = await handlers.GET(requestTo("/api/auth/session", { cookie }))
  expect(await copy.json()).toBeNull()
})

it("withAuth knows a kept session by the register it is given, and by none else", async () => {
  vi.stubEnv("AUTH_SECRET", SECRET)
  const { handlers, ring, register } = site()
  const cookie = await signedIn(handlers)
  await leak(ring)
  const withAuth = createWithAuth(own)
  const status = async (session: NonNullable<WithAuthOptions["session"]>): Promise<number> => {
    const options = { secret: ring, trustHost: true, session }
    return (await withAuth(options)(requestTo("/a", { cookie }), event))?.status ?? 200
  }
  vi.spyOn(console, "error").mockImplementation(() => {})
  vi.spyOn(console, "info").mockImplementation(() => {})
  expect(await status({ register })).toBe(200)
  expect(await status({})).toBe(307)
  const redeem = (): Promise<boolean> => Promise.reject(new Error("cut off"))
  expect(await status({ register: { ...register, redeem } })).toBe(503)
})
