import { afterEach, describe, expect, it, vi } from "vitest"
import { isDate } from "../../src/doors/core/adapters.ts"
import { callable } from "../../src/doors/v4/callable.ts"
import {
  apiBaseUrl,
  type AuthClientConfig,
  BroadcastChannel,
  fetchData,
  now,
} from "../../src/doors/v4/client-utils.ts"
import { decode, encode, getToken } from "../../src/doors/v4/jwt.ts"
import AzureAD from "../../src/providers/azure-ad.ts"
import Email from "../../src/providers/email.ts"

afterEach(() => {
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
})

describe("isDate", () => {
  it("knows what JSON makes of a date, and nothing else", () => {
    expect(isDate(JSON.parse(JSON.stringify(new Date())))).toBe(true)
    expect(isDate("2026-02-03T04:05:06+01:00")).toBe(true)
    for (const other of ["2026-02-03", "2026-13-45T99:00:00Z", "1", "", 1, null, new Date(), "x"]) {
      expect(isDate(other), String(other)).toBe(false)
    }
  })
})

describe("callable", () => {
  it("is the function, its own default, and leaves what it was given as it was", () => {
    const main = (text: string): string => `<${text}>`
    const own = callable(main, { other: 1 })
    expect([own("a"), own.default("b"), own.other]).toEqual(["<a>", "<b>", 1])
    expect(own.default.name).toBe("main")
    expect(Object.keys(main)).toEqual([])
    expect(main).not.toHaveProperty("default")
  })
})

describe("providers under their older names", () => {
  it("azure-ad keeps its id, and takes the tenant as NextAuth 4 did", () => {
    const provider = AzureAD({ clientId: "a", tenantId: "11111111-2222-3333-4444-555555555555" })
    expect(provider.id).toBe("azure-ad")
    expect(provider.options?.issuer).toBe(
      "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0",
    )
    expect(AzureAD({ tenantId: "a", issuer: "https://b.example" }).options?.issuer).toBe(
      "https://b.example",
    )
    expect(AzureAD().options).not.toHaveProperty("issuer")
    expect(AzureAD({ tenantId: "../x" }).options?.issuer).not.toContain("../")
  })

  it("email keeps its id, and its options win", () => {
    expect(Email()).toMatchObject({ id: "email", name: "Email", type: "email", maxAge: 86_400 })
    expect(Email({ from: "a@b.example" }).options?.from).toBe("a@b.example")
  })
})

describe("next-auth 4's tokens", () => {
  const claims = { sub: "1" }

  it("take bytes for a secret, as their text", async () => {
    const token = await encode({ token: claims, secret: new TextEncoder().encode("some secret") })
    expect(await decode({ token, secret: "some secret" })).toMatchObject(claims)
  })

  it("are found with NEXTAUTH_SECRET, also where AUTH_SECRET is another", async () => {
    const token = await encode({ token: claims, secret: "the older of two secrets" })
    const req = new Request("http://localhost:3000/", {
      headers: { cookie: `next-auth.session-token=${token}` },
    })
    vi.stubEnv("AUTH_SECRET", "the newer of two secrets")
    vi.stubEnv("NEXTAUTH_SECRET", "the older of two secrets")
    expect(await getToken({ req })).toMatchObject(claims)
    expect(await getToken({ req, secret: "the newer of two secrets" })).toBeNull()
  })
})

describe("client/_utils", () => {
  const client: AuthClientConfig = {
    baseUrl: "https://app.example",
    basePath: "/api/auth",
    baseUrlServer: "http://internal.example",
    basePathServer: "/auth",
    _lastSync: 0,
    _getSession: () => {},
  }

  it("asks the server's address on a server, and the path in a browser", () => {
    expect(apiBaseUrl(client)).toBe("http://internal.example/auth")
    vi.stubGlobal("window", {})
    expect(apiBaseUrl(client)).toBe("/api/auth")
  })

  it("hands cookies on, and answers null for nothing and for failures", async () => {
    const fetch = vi.fn<typeof globalThis.fetch>()
    vi.stubGlobal("fetch", fetch)
    const error = vi.fn()
    fetch.mockResolvedValueOnce(Response.json({ user: {} }))
    const req = { headers: { cookie: "a=b" } }
    expect(await fetchData("session", client, { error }, { ctx: { req } })).toEqual({ user: {} })
    const [url, init] = fetch.mock.calls[0]!
    expect(url).toBe("http://internal.example/auth/session")
    expect(new Headers(init?.headers).get("cookie")).toBe("a=b")
    fetch.mockResolvedValueOnce(Response.json({}))
    expect(await fetchData("session", client, { error })).toBeNull()
    expect(error).not.toHaveBeenCalled()
    fetch.mockResolvedValueOnce(Response.json({ message: "no" }, { status: 500 }))
    expect(await fetchData("session", client, { error })).toBeNull()
    expect(error.mock.calls[0]![0]).toBe("CLIENT_FETCH_ERROR")
  })

  it("tells other tabs, and hears only what is a message", () => {
    const target = new EventTarget()
    const stored = new Map<string, string>()
    vi.stubGlobal("window", target)
    vi.stubGlobal("localStorage", { setItem: (key: string, text: string) => stored.set(key, text) })
    const heard: unknown[] = []
    const channel = BroadcastChannel()
    const stop = channel.receive((message) => heard.push(message))
    const tell = (newValue: string, key = "nextauth.message"): boolean =>
      target.dispatchEvent(Object.assign(new Event("storage"), { key, newValue }))
    channel.post({ event: "session", data: { trigger: "signout" }, clientId: "1" })
    const sent = stored.get("nextauth.message")!
    expect(JSON.parse(sent).timestamp).toBeGreaterThan(now() - 5)
    for (const text of ["", "{", "null", "1", '{"event":"other"}', '{"event":"session"}'])
      tell(text)
    tell(sent, "another")
    expect(heard).toEqual([])
    tell(sent)
    expect(heard).toMatchObject([{ data: { trigger: "signout" }, clientId: "1" }])
    stop()
    tell(sent)
    expect(heard).toHaveLength(1)
  })
})
