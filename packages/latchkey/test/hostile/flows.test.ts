/** Rows about two sign-ins that meet, and about what we ask: BCP-01 to BCP-15, PKCE-1 to PKCE-6, ISS-4, OC-20. */
import { createHash } from "node:crypto"
import { describe, expect, it, vi } from "vitest"
import OAuth from "../../src/providers/oauth.ts"
import { type Browser, locationOf, own, v4, v5 } from "../support/browser.ts"
import { CLIENT_ID, CLIENT_SECRET } from "./support/client.ts"
import { provideOp } from "./support/scenario.ts"
import { land, type Mode, modes, reasonOf, signIn, visitor } from "./support/sign-in.ts"

const op = provideOp()

/** Starts a sign-in; answers where it goes, and what the provider would send back. */
async function begin(browser: Browser): Promise<{ there: URL; landing: string }> {
  const there = locationOf(await browser.post("/signin/acme", { callbackUrl: "/in" }))
  const { landing } = (await (await fetch(there)).json()) as { landing: string }
  return { there, landing }
}
/** Errors as they are logged from now on. */
function listen(browser: Browser): string[] {
  const said: string[] = []
  const logger = { error: (error: Error) => void said.push(reasonOf(error)), warn() {} }
  browser.config = { ...browser.config, logger }
  return said
}
const isIn = async (browser: Browser): Promise<boolean> => (await browser.session()) !== null

describe.each(modes)("answers that meet the wrong question (%s)", (mode: Mode) => {
  it("BCP-03: another browser's", async () => {
    const { landing } = await begin(visitor(op(), { mode }))
    const other = visitor(op(), { mode })
    const said = listen(other)
    await land(op(), other, landing, mode)
    expect([said, op().count("/token"), await isIn(other)]).toEqual([
      ["InvalidCheck: pkce, missing"],
      0,
      false,
    ])
  })

  it("BCP-03: the same one twice", async () => {
    const browser = visitor(op(), { mode })
    const { landing } = await begin(browser)
    await land(op(), browser, landing, mode)
    const said = listen(browser)
    await land(op(), browser, landing, mode)
    expect([said, op().count("/token")]).toEqual([["InvalidCheck: pkce, missing"], 1])
  })

  it("BCP-06: a stolen code in a sign-in of one's own, with one's own state", async () => {
    const victim = visitor(op(), { mode })
    const stolen = new URLSearchParams((await begin(victim)).landing).get("code")!
    const thief = visitor(op(), { mode })
    const params = new URLSearchParams((await begin(thief)).landing)
    params.set("code", stolen)
    const said = listen(thief)
    await land(op(), thief, params.toString(), mode)
    expect(said).toEqual([
      "OAuthCallbackError: invalid_grant, the token endpoint answered with an error",
    ])
    expect(await isIn(thief)).toBe(false)
  })

  it("BCP-06: a provider that doesn't check PKCE: the nonce is another's", async () => {
    const victim = visitor(op(), { mode })
    const stolen = new URLSearchParams((await begin(victim)).landing).get("code")!
    const thief = visitor(op(), { mode })
    const params = new URLSearchParams((await begin(thief)).landing)
    params.set("code", stolen)
    op().grants.set(stolen, { ...op().grants.get(stolen)!, challenge: undefined })
    const verifier = op()
    verifier.bend.answers = {
      token: (response) =>
        void verifier
          .idToken(verifier.grants.get(stolen)!, "at-canary")
          .then((id_token) =>
            response
              .writeHead(200, { "content-type": "application/json" })
              .end(JSON.stringify({ access_token: "at-canary", token_type: "bearer", id_token })),
          ),
    }
    const said = listen(thief)
    await land(op(), thief, params.toString(), mode)
    expect(said).toEqual(['InvalidCheck: nonce, unexpected ID Token "nonce" claim value (nonce)'])
    expect(await isIn(thief)).toBe(false)
  })

  it.each([
    ["the one that began first", [0, 1]],
    ["the one that began last", [1, 0]],
  ])("PKCE-5: two tabs end well, %s before the other", async (_, order) => {
    const browser = visitor(op(), { mode })
    const began = [await begin(browser), await begin(browser)]
    const challenges = began.map(({ there }) => there.searchParams.get("code_challenge"))
    expect(new Set(challenges).size).toBe(2)
    const said = listen(browser)
    for (const [nth, at] of order.entries()) {
      const answer = await land(op(), browser, began[at]!.landing, mode)
      expect([locationOf(answer).pathname, said, op().count("/token")]).toEqual([
        "/in",
        [],
        nth + 1,
      ])
      expect(await isIn(browser)).toBe(true)
    }
    expect(browser.names().filter((name) => /pkce|state|nonce/.test(name))).toEqual([])
  })

  it("PKCE-5: a tab whose person said no leaves the other one be", async () => {
    const browser = visitor(op(), { mode })
    const began = [await begin(browser), await begin(browser)]
    const state = new URLSearchParams(began[0]!.landing).get("state")!
    const said = listen(browser)
    await land(
      op(),
      browser,
      new URLSearchParams({ error: "access_denied", state }).toString(),
      mode,
    )
    expect(said).toEqual([
      "OAuthCallbackError: access_denied, authorization response from the server is an error",
    ])
    await land(op(), browser, began[1]!.landing, mode)
    expect(await isIn(browser)).toBe(true)
  })

  it("PKCE-5: of three tabs the two that began last end well", async () => {
    vi.useFakeTimers({ toFake: ["Date"] })
    const browser = visitor(op(), { mode })
    const landings: string[] = []
    for (let tab = 0; tab < 3; tab++) {
      landings.push((await begin(browser)).landing)
      vi.setSystemTime(Date.now() + 2000)
    }
    const said = listen(browser)
    for (const landing of landings.slice(1)) await land(op(), browser, landing, mode)
    expect([said, op().count("/token"), await isIn(browser)]).toEqual([[], 2, true])
    await land(op(), browser, landings[0]!, mode)
    expect([said, op().count("/token")]).toEqual([["InvalidCheck: pkce, missing"], 2])
  })

  it("PKCE-5: an answer of neither tab ends both before any request", async () => {
    const browser = visitor(op(), { mode })
    const began = [await begin(browser), await begin(browser)]
    const foreign = await begin(visitor(op(), { mode }))
    const said = listen(browser)
    await land(op(), browser, foreign.landing, mode)
    for (const { landing } of began) await land(op(), browser, landing, mode)
    expect([said, op().count("/token"), await isIn(browser)]).toEqual([
      ["InvalidCheck: state", "InvalidCheck: pkce, missing", "InvalidCheck: pkce, missing"],
      0,
      false,
    ])
  })

  it("an answer that comes after a sign-out lets in who asked for it, once", async () => {
    const { browser } = await signIn(op(), { mode })
    const { landing } = await begin(browser)
    await browser.post("/signout")
    expect(await isIn(browser)).toBe(false)
    await land(op(), browser, landing, mode)
    expect(await isIn(browser)).toBe(true)
  })

  it("two answers with one code at once: one sign-in", async () => {
    const browser = visitor(op(), { mode })
    const { landing } = await begin(browser)
    const said = listen(browser)
    const answers = await Promise.all([1, 2, 3].map(() => land(op(), browser, landing, mode)))
    const ended = answers.map((answer) => locationOf(answer).pathname)
    expect(ended.filter((path) => path === "/in")).toHaveLength(1)
    expect(said).toHaveLength(2)
    expect(op().count("/token")).toBe(3)
  })
})

describe.each([
  ["v5 door", v5],
  ["v4 door", v4],
] as const)("two tabs through %s", (_, door) => {
  it("PKCE-5: with a state both end well, in any order", async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const browser = visitor(op(), { door, provider: { checks: ["pkce", "state", "nonce"] } })
      const began = [await begin(browser), await begin(browser)]
      const said = listen(browser)
      for (const at of order) await land(op(), browser, began[at]!.landing)
      expect([said, (await browser.session())?.["user"] !== undefined]).toEqual([[], true])
    }
  })

  it("PKCE-5: without one the sign-in that began last counts, and the other is refused", async () => {
    const browser = visitor(op(), { door, provider: { checks: ["pkce"] } })
    const began = [await begin(browser), await begin(browser)]
    const said = listen(browser)
    await land(op(), browser, began[0]!.landing)
    expect([said.length, op().count("/token")]).toEqual([1, 1])
    expect((await browser.session())?.["user"]).toBeUndefined()
  })
})

describe("what both sides of the form say", () => {
  it.each(["code", "state", "iss", "error"])("BCP-24: `%s` twice is refused", async (name) => {
    for (const mode of modes) {
      const browser = visitor(op(), { mode })
      const { landing } = await begin(browser)
      const twice = `${landing}&${name}=a&${name}=b`
      const answer = await land(op(), browser, twice, mode)
      expect([answer.status, op().count("/token")]).toEqual([400, 0])
      expect(await isIn(browser)).toBe(false)
    }
  })

  it.each(["code", "state", "iss"])(
    "BCP-24: `%s` in the query of a form post counts for nothing",
    async (name) => {
      const browser = visitor(op(), { mode: "form_post" })
      const params = new URLSearchParams((await begin(browser)).landing)
      const value = params.get(name)!
      params.delete(name)
      const answer = await browser.send(`/callback/acme?${name}=${encodeURIComponent(value)}`, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", origin: op().url },
        body: params,
      })
      const ended = locationOf(answer).pathname === "/in"
      // `iss` was never promised, so that a body without it is whole.
      expect(ended).toBe(name === "iss")
      expect(op().count("/token")).toBe(name === "iss" ? 1 : 0)
    },
  )
})

describe("what we ask", () => {
  it.each([
    ["latchkey", own],
    ["v5 door", v5],
    ["v4 door", v4],
  ] as const)(
    "BCP-01 PKCE-4 through %s: the redirect URI, and no secret in an address",
    async (_, door) => {
      const browser = visitor(op(), { door, provider: { checks: ["pkce", "state", "nonce"] } })
      const { there } = await begin(browser)
      const { searchParams: query } = there
      expect(query.get("redirect_uri")).toBe(`https://app.example${door.basePath}/callback/acme`)
      expect([...query.keys()].toSorted()).toEqual([
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "nonce",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
      ])
      expect(there.href).not.toContain(CLIENT_SECRET)
    },
  )

  it("PKCE-1 PKCE-2 BCP-04: a verifier of 256 bits for each sign-in, and the hash of it", async () => {
    const { outcome } = await signIn(op())
    const verifier = op().last("/token").body.get("code_verifier")!
    expect([outcome, /^[A-Za-z0-9_-]{43}$/.test(verifier)]).toEqual(["in", true])
    const hash = createHash("sha256").update(verifier).digest("base64url")
    expect(op().last("/authorize").query.get("code_challenge")).toBe(hash)
    expect(op().last("/authorize").query.get("code_challenge_method")).toBe("S256")
  })

  it("PKCE-3 PKCE-4: the verifier is in no cookie as it is, and the cookie goes when the sign-in ends", async () => {
    const browser = visitor(op())
    const { landing } = await begin(browser)
    const kept = [...browser.cookies].filter(([name]) => /pkce/.test(name))
    expect(kept).toHaveLength(1)
    expect(kept[0]![1].attributes).toContain("HttpOnly")
    await land(op(), browser, landing)
    const verifier = op().last("/token").body.get("code_verifier")!
    expect(kept[0]![1].value).not.toContain(verifier)
    expect(browser.names().filter((name) => /pkce/.test(name))).toEqual([])
  })

  it("PKCE-3: after a quarter of an hour the verifier is worth nothing", async () => {
    vi.useFakeTimers({ toFake: ["Date"] })
    const browser = visitor(op())
    const { landing } = await begin(browser)
    vi.setSystemTime(Date.now() + 916_000)
    const said = listen(browser)
    await land(op(), browser, landing)
    expect([said, op().count("/token")]).toEqual([["InvalidCheck: pkce, expired"], 0])
  })

  it("PKCE-6: a provider that says the verifier is wrong has nobody let in", async () => {
    op().bend.answers = { token: { status: 400, body: { error: "invalid_grant" } } }
    const { outcome, answer } = await signIn(op())
    expect(outcome).toMatch(/^OAuthCallbackError: invalid_grant/)
    expect(locationOf(answer).pathname).toBe("/auth/signin")
  })

  it.each(["client_id", "client_secret", "code_challenge", "code_challenge_method", "nonce"])(
    "BCP-05: who signs in can't choose `%s`",
    async (name) => {
      const browser = visitor(op())
      const there = locationOf(await browser.post(`/signin/acme?${name}=evil`))
      expect(there.searchParams.get(name)).not.toBe("evil")
    },
  )

  it.each(["redirect_uri", "request", "request_uri", "response_mode", "response_type", "state"])(
    "BCP-01: who signs in can't choose `%s`",
    async (name) => {
      const browser = visitor(op())
      const there = locationOf(await browser.post(`/signin/acme?${name}=evil`))
      expect(there.searchParams.get(name)).not.toBe("evil")
    },
  )

  it("BCP-10 BCP-15: after a form post a 303 to a clean address, and no code in it", async () => {
    const { answer } = await signIn(op(), { mode: "form_post" })
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "https://app.example/in"])
    // A redirect is no page, so that no address of a callback is anybody's referrer.
    expect(answer.body).toBeNull()
    expect(answer.headers.get("cache-control")).toContain("no-store")
  })

  it("OC-20: only what a form post needs is `SameSite=None`", async () => {
    const browser = visitor(op(), { mode: "form_post" })
    await begin(browser)
    const none = [...browser.cookies].filter(([, { attributes }]) =>
      /SameSite=None/i.test(attributes),
    )
    expect(none.map(([name]) => name.split(".").at(-1)).toSorted()).toEqual(["nonce", "state"])
    expect(none.every(([, { attributes }]) => /Secure/.test(attributes))).toBe(true)
  })
})

describe("ISS-4: a provider of plain OAuth 2, without an issuer", () => {
  it.each([undefined, "https://github.com/login/oauth", "https://evil.example", "nonsense"])(
    "takes no notice of `iss` (%s), and never compares it with something made up",
    async (iss) => {
      const { url } = op()
      const plain = OAuth({
        id: "acme",
        name: "Acme",
        clientId: CLIENT_ID,
        clientSecret: CLIENT_SECRET,
        authorization: `${url}/authorize`,
        token: `${url}/token`,
        userinfo: `${url}/userinfo`,
      } as never)
      const browser = visitor(op(), { config: { providers: [plain] } })
      op().bend.landing = (params) => {
        params.delete("iss")
        for (const value of [iss].filter((one) => one !== undefined)) params.set("iss", value)
      }
      expect((await signIn(op(), { browser })).outcome).toBe("in")
    },
  )
})
