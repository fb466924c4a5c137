/** A provider that signs people out through their own browsers, by a frame. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import type { Browser } from "../support/browser.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { type Site, startSite } from "../support/logout-site.ts"
import { OpVisitor } from "../support/op-visitor.ts"

let issuer: Issuer
let site: Site
let browser: Browser
let sid: string

beforeAll(async () => {
  const provider = { frontChannelLogout: true }
  site = await startSite({ issuer: () => issuer.url, client: "app", provider })
  issuer = await startIssuer({
    client: {
      client_id: "app",
      client_secret: "app-secret",
      redirect_uris: [`${site.app.url}/auth/callback/local`],
      // For the sake of `sid` in ID tokens.
      backchannel_logout_uri: `${site.app.url}/auth/backchannel-logout/local`,
      backchannel_logout_session_required: true,
    },
    features: { backchannelLogout: { enabled: true } },
  })
})
afterAll(async () => {
  await site.app.close()
  await issuer.close()
})
beforeEach(async () => {
  browser = await site.signIn(new OpVisitor(issuer.url))
  sid = site.records.added.at(-1)!.providerSession!
  site.events.length = 0
})

/** Without a cookie, as a frame of another site is asked for. */
const open = (query: Record<string, string>, provider = "local"): Promise<Response> =>
  fetch(`${site.app.url}/auth/frontchannel-logout/${provider}?${new URLSearchParams(query)}`)

const isIn = async (): Promise<boolean> => (await browser.session()) !== null

describe("a logout in a frame", () => {
  it("ends the session of that id, and no other", async () => {
    const phone = await site.signIn(new OpVisitor(issuer.url))
    const answer = await open({ iss: issuer.url, sid })
    expect(answer.status).toBe(200)
    expect([await isIn(), (await phone.session()) !== null]).toEqual([false, true])
    expect(site.events.filter(({ type }) => type === "logout-received")).toMatchObject([
      {
        type: "logout-received",
        outcome: "success",
        details: { channel: "front-channel", by: "sid", sessions: 1 },
      },
    ])
  })

  it("may be framed by the provider alone, and is kept by no cache", async () => {
    const { headers } = await open({ iss: issuer.url, sid })
    const csp = headers.get("content-security-policy")!
    expect(csp.split("; ")).toContain(`frame-ancestors ${issuer.url}`)
    expect(csp).toContain("default-src 'none'")
    expect(headers.get("x-frame-options")).toBe(null)
    expect(headers.get("cache-control")).toContain("no-store")
    expect(headers.getSetCookie()).toEqual([])
  })

  it("answers the same whether there is such a session or not", async () => {
    const plain = async (answer: Response): Promise<unknown> => [
      answer.status,
      await answer.text(),
      [...answer.headers].filter(([name]) => name !== "date"),
    ]
    const unknown = await plain(await open({ iss: issuer.url, sid: "x".repeat(sid.length) }))
    expect(await isIn()).toBe(true)
    expect(await plain(await open({ iss: issuer.url, sid }))).toEqual(unknown)
    expect(await plain(await open({ iss: issuer.url, sid }))).toEqual(unknown)
  })

  it("needs both, exactly", async () => {
    for (const query of [
      {},
      { sid },
      { iss: issuer.url },
      { iss: issuer.url, sid: "" },
      { iss: `${issuer.url}/`, sid },
      { iss: "https://evil.example", sid },
      { iss: issuer.url, sid: "x".repeat(256) },
      { iss: issuer.url, sid: "\u0000" },
    ]) {
      const answer = await open(query as Record<string, string>)
      expect(answer.status).toBe(400)
    }
    const twice = await fetch(
      `${site.app.url}/auth/frontchannel-logout/local?iss=${issuer.url}&iss=${issuer.url}&sid=${sid}`,
    )
    expect(twice.status).toBe(400)
    expect(await isIn()).toBe(true)
  })

  it("is no route by POST, for another provider, or where nobody asked for it", async () => {
    expect((await open({ iss: issuer.url, sid }, "other")).status).toBe(404)
    const url = `${site.app.url}/auth/frontchannel-logout/local?iss=${issuer.url}&sid=${sid}`
    expect((await fetch(url, { method: "POST" })).status).toBe(404)
    const plain = await startSite({ issuer: () => issuer.url, client: "app" })
    const off = await fetch(url.replace(site.app.url, plain.app.url))
    expect(off.status).toBe(404)
    await plain.app.close()
    expect(await isIn()).toBe(true)
  })

  it("is 503 while the list is down, and 500 where there is none", async () => {
    site.records.down = true
    const answer = await open({ iss: issuer.url, sid })
    expect([answer.status, answer.headers.has("retry-after")]).toEqual([503, true])
    site.records.down = false
    expect(await isIn()).toBe(true)
    const bare = await startSite({
      issuer: () => issuer.url,
      client: "app",
      provider: { frontChannelLogout: true },
      config: () => ({ session: { strategy: "jwt" } }),
    })
    const url = `${bare.app.url}/auth/frontchannel-logout/local?iss=${issuer.url}&sid=${sid}`
    expect((await fetch(url)).status).toBe(500)
    expect(bare.errors.at(-1)!.message).toContain("session.records")
    await bare.app.close()
  })
})
