import { doors, errorOf, locationOf, NEW_SECRET, SECRET } from "../kit/browser.mjs"
import { Issuer } from "../kit/issuer.mjs"

function setUp(kit, door = doors[0], more = {}) {
  const issuer = new Issuer()
  const provider = kit.providers.OIDC({
    id: "local",
    issuer: issuer.url,
    clientId: issuer.client.id,
    clientSecret: issuer.client.secret,
    [kit.customFetch]: issuer.fetch,
    checks: ["state", "pkce", "nonce"],
    ...more,
  })
  return { issuer, browser: () => new kit.Browser({ providers: [provider] }, door) }
}

/** Goes to the provider and signs in there; says what comes back. */
async function away(issuer, browser, account) {
  const start = await browser.post("/signin/local", { callbackUrl: "/in" })
  return issuer.walk(locationOf(start).href, account)
}

export function oidcCases(kit) {
  return [...doors.flatMap((door) => flowOf(kit, door)), ...checkCases(kit), ...lieCases(kit)]
}

function flowOf(kit, door) {
  const { assert } = kit
  return [
    {
      name: `OpenID Connect, ${door.name}: signs in with the code, and uses up the checks`,
      async run() {
        const { issuer, browser: make } = setUp(kit, door)
        const browser = make()
        const answer = await browser.get(`/callback/local?${await away(issuer, browser)}`)
        assert.equal(locationOf(answer).href, "https://app.example/in")
        const session = await browser.session()
        assert.equal(session.user.name, "Name of ada")
        assert.deepEqual(browser.names("state"), [])
        assert.deepEqual(browser.names("nonce"), [])
        assert.deepEqual(browser.names("pkce"), [])
        assert.ok(!/access_token|id_token/.test(JSON.stringify(session)))
        assert.deepEqual(Object.fromEntries(issuer.requests), {
          "/.well-known/openid-configuration": 1,
          "/token": 1,
          "/jwks": 1,
        })
      },
    },
    {
      name: `rotation, ${door.name}: a sign-in that was begun before ends well after`,
      async run() {
        const { issuer, browser: make } = setUp(kit, door)
        const browser = make()
        const params = await away(issuer, browser)
        browser.change({ secret: [NEW_SECRET, SECRET] })
        await browser.get(`/callback/local?${params}`)
        assert.equal(await browser.who(), "Name of ada")
      },
    },
  ]
}

/** Nobody gets in by an answer to somebody else's question. */
function checkCases(kit) {
  const { assert } = kit
  const refused = async (browser, params, why) => {
    const answer = await browser.get(`/callback/local?${params}`)
    assert.ok(answer.status === 400 || errorOf(answer), "the answer is an error")
    assert.match(browser.logger.lines.join("\n"), why)
    assert.equal(await browser.session(), null)
    assert.deepEqual(browser.names("session-token"), [])
  }
  return [
    {
      name: "state: a wrong one, none, two, or another browser's is refused before a request is made",
      async run() {
        const { issuer, browser: make } = setUp(kit)
        const changes = [
          [(params) => params.set("state", "wrong"), /InvalidCheck: The state is not/],
          [(params) => params.delete("state"), /InvalidCheck: The answer has no state/],
          // Refused by the parser, before anything is logged.
          [(params) => params.append("state", params.get("state")), /^/],
        ]
        for (const [change, why] of changes) {
          const browser = make()
          const params = await away(issuer, browser)
          change(params)
          await refused(browser, params, why)
        }
        await refused(make(), await away(issuer, make()), /InvalidCheck: .* missing/)
        assert.equal(issuer.requests.get("/token"), undefined)
      },
    },
    {
      name: "a check that is another's, or of another kind, or gone, is refused",
      async run() {
        const { issuer, browser: make } = setUp(kit)
        const eve = make()
        await away(issuer, eve)
        const swaps = {
          pkce: /OAuthCallbackError: /,
          nonce: /InvalidCheck: The nonce is not/,
          state: /InvalidCheck: The state is not/,
        }
        for (const [kind, why] of Object.entries(swaps)) {
          const browser = make()
          const params = await away(issuer, browser)
          const [name] = browser.names(kind)
          browser.cookies.set(name, eve.cookies.get(name))
          await refused(browser, params, why)

          const other = make()
          const answer = await away(issuer, other)
          other.cookies.delete(name)
          await refused(other, answer, /InvalidCheck: .* missing/)
        }
        const browser = make()
        const params = await away(issuer, browser)
        const [[state], [nonce]] = [browser.names("state"), browser.names("nonce")]
        browser.cookies.set(nonce, browser.cookies.get(state))
        await refused(browser, params, /InvalidCheck: The nonce cookie is (unknown|forged)/)
      },
    },
    {
      name: "an answer counts once",
      async run() {
        const { issuer, browser: make } = setUp(kit)
        const browser = make()
        const params = await away(issuer, browser)
        const kept = new Map(browser.cookies)
        await browser.get(`/callback/local?${params}`)
        assert.equal(await browser.who(), "Name of ada")
        browser.cookies = kept
        await refused(browser, params, /OAuthCallbackError: /)
      },
    },
    {
      name: "the provider's no is told as such",
      async run() {
        const { issuer, browser: make } = setUp(kit)
        const browser = make()
        const state = (await away(issuer, browser)).get("state")
        const params = new URLSearchParams({ error: "access_denied", iss: issuer.url, state })
        const answer = await browser.get(`/callback/local?${params}`)
        assert.equal(errorOf(answer), "OAuthCallbackError")
        assert.deepEqual(browser.names("state"), [])
      },
    },
  ]
}

/** What a provider claims instead of the truth, and what the log says then. */
const lies = [
  { name: "another nonce", lie: { claims: { nonce: "another" } }, why: /InvalidCheck: The nonce/ },
  {
    name: "another audience",
    lie: { claims: { aud: "another" } },
    why: /OAuthCallbackError: .*"aud"/,
  },
  {
    name: "another issuer",
    lie: { claims: { iss: "https://evil.example" } },
    why: /OAuthCallbackError: .*"iss"/,
  },
  {
    name: "a time gone by",
    lie: { claims: { iat: 1e9, exp: 1e9 + 300 } },
    why: /OAuthCallbackError: .*"exp"/,
  },
  {
    name: "another's signature",
    lie: { signWith: "another" },
    why: /OAuthCallbackError: .*signature/,
  },
  { name: "no algorithm", lie: { header: { alg: "none" } }, why: /OAuthCallbackError: .*"alg"/ },
  {
    name: "an unknown key",
    lie: { header: { kid: "unknown" } },
    why: /OAuthCallbackError: .*no applicable key/,
  },
]

/** A provider that lies, and one that goes on to its next key. */
function lieCases(kit) {
  const { assert } = kit
  const liar = lies.map(({ name, lie, why }) => ({
    name: `an ID token with ${name} signs nobody in`,
    async run() {
      const { issuer, browser: make } = setUp(kit)
      const browser = make()
      const params = await away(issuer, browser)
      issuer.lies = lie
      assert.ok(errorOf(await browser.get(`/callback/local?${params}`)), "an error is named")
      assert.match(browser.logger.lines.join("\n"), why)
      assert.equal(await browser.session(), null)
    },
  }))
  return [
    ...liar,
    {
      name: "another issuer's answer is refused (RFC 9207), and so is one without encryption",
      async run() {
        const { issuer, browser: make } = setUp(kit)
        const browser = make()
        const params = await away(issuer, browser)
        params.set("iss", "https://evil.example")
        assert.ok(errorOf(await browser.get(`/callback/local?${params}`)))
        assert.equal(await browser.session(), null)
        const plain = setUp(kit, doors[0], { issuer: "http://id.example" })
        const start = await plain.browser().post("/signin/local")
        assert.equal(errorOf(start), "Configuration")
        assert.equal(plain.issuer.requests.size, 0)
      },
    },
    {
      name: "a provider that goes on to its next key is followed",
      async run() {
        const { issuer, browser: make } = setUp(kit)
        const before = make()
        await before.get(`/callback/local?${await away(issuer, before)}`)
        assert.equal(await before.who(), "Name of ada")
        issuer.kid = "second"
        const after = make()
        const later = Date.now() + 600_000
        const real = Date.now
        Date.now = () => later
        try {
          await after.get(`/callback/local?${await away(issuer, after)}`)
          assert.equal(await after.who(), "Name of ada")
        } finally {
          Date.now = real
        }
      },
    },
  ]
}
