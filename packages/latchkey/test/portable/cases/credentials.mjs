import { doors, errorOf, locationOf, NEW_SECRET, SECRET } from "../kit/browser.mjs"

/** A browser at an application whose password is "right". */
export function atPasswordApp({ Browser, providers }, door, config = {}) {
  const credentials = providers.Credentials({
    credentials: { name: {}, password: { type: "password" } },
    authorize: ({ name, password }) =>
      password === "right" ? { id: "7", name, email: "ada@example.com" } : null,
  })
  return new Browser({ providers: [credentials], ...config }, door)
}

export const ada = { name: "Ada", password: "right" }

export function credentialsCases(kit) {
  return doors.flatMap((door) => casesOf(kit, door))
}

function casesOf(kit, door) {
  const { assert } = kit
  const browserOf = (config) => atPasswordApp(kit, door, config)
  return [
    {
      name: `credentials, ${door.name}: in, session, out`,
      async run() {
        const browser = browserOf()
        assert.deepEqual(await browser.session(), door.nobody)
        const answer = await browser.post("/callback/credentials", { ...ada, callbackUrl: "/in" })
        assert.equal(locationOf(answer).href, "https://app.example/in")
        const line = answer.headers.getSetCookie().find((one) => one.startsWith(door.cookie))
        assert.match(line, /HttpOnly.*Secure.*SameSite=Lax/)
        const { user } = await browser.session()
        assert.deepEqual(user, { id: "7", name: "Ada", email: "ada@example.com", image: null })
        await browser.post("/signout", { callbackUrl: "/bye" })
        assert.deepEqual(browser.names("session-token"), [])
        assert.deepEqual(await browser.session(), door.nobody)
      },
    },
    {
      name: `credentials, ${door.name}: a wrong password and a forged form are refused`,
      async run() {
        const browser = browserOf()
        const wrong = await browser.post("/callback/credentials", { name: "Ada", password: "no" })
        assert.equal(errorOf(wrong), "CredentialsSignin")
        const forged = { ...ada, csrfToken: "0".repeat(64) }
        assert.equal(errorOf(await browser.post("/callback/credentials", forged)), "MissingCSRF")
        assert.deepEqual(browser.names("session-token"), [])
      },
    },
    {
      name: `rotation, ${door.name}: session and form token, [old] to [new, old] to [new]`,
      async run() {
        const browser = browserOf({ session: { updateAge: 0 } })
        const csrfToken = await browser.csrfToken()
        browser.change({ secret: [NEW_SECRET, SECRET] })
        await browser.post("/callback/credentials", { ...ada, csrfToken })
        assert.equal(await browser.who(), "Ada", "a form of before the rotation")

        const old = browserOf()
        await old.post("/callback/credentials", ada)
        old.change({ secret: [NEW_SECRET, SECRET] })
        assert.equal(await old.who(), "Ada", "a session of before the rotation")
        old.change({ secret: [NEW_SECRET] })
        assert.equal(await old.who(), "Ada", "it was sealed anew")
        old.change({ secret: [SECRET] })
        assert.deepEqual(await old.session(), door.nobody, "with the new key only")
      },
    },
    {
      name: `an unknown key, ${door.name}: nobody for that request, and the cookie stays`,
      async run() {
        const browser = browserOf()
        await browser.post("/callback/credentials", ada)
        browser.change({ secret: NEW_SECRET })
        const answer = await browser.get("/session")
        assert.deepEqual(await answer.json(), door.nobody)
        assert.deepEqual(setting(answer, door.cookie), [])
        browser.change({ secret: SECRET })
        assert.equal(await browser.who(), "Ada")
      },
    },
    {
      name: `chunks, ${door.name}: six kilobytes in three cookies, then one again`,
      async run() {
        let size = 6_000
        const jwt = ({ token }) => ({ ...token, big: "x".repeat(size) })
        const browser = browserOf({ callbacks: { jwt } })
        await browser.post("/callback/credentials", ada)
        const pieces = [0, 1, 2].map((i) => `${door.cookie}.${i}`)
        assert.deepEqual(browser.names("session-token"), pieces)
        assert.equal(await browser.who(), "Ada")
        size = 10
        await browser.session()
        assert.deepEqual(browser.names("session-token"), [door.cookie])
        assert.equal(await browser.who(), "Ada")
      },
    },
  ]
}

function setting(response, name) {
  return response.headers.getSetCookie().filter((line) => line.startsWith(name))
}
