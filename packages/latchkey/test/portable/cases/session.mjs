import { at, doors, NEW_SECRET, quietLogger, SECRET } from "../kit/browser.mjs"
import { ada, atPasswordApp } from "./credentials.mjs"

export function sessionCases(kit) {
  return [...tokenCases(kit), ...databaseCases(kit), ...getTokenCases(kit)]
}

function tokenCases(kit) {
  const { assert } = kit
  const [own] = doors
  return [
    {
      name: "twenty hostile cookies: nobody, no error, and the session beside them stands",
      async run() {
        const browser = atPasswordApp(kit, own)
        await browser.post("/callback/credentials", ada)
        const sealed = browser.cookies.get(own.cookie)
        for (const value of hostile(sealed)) {
          const other = atPasswordApp(kit, own)
          const answer = await other.get("/session", { cookie: `${own.cookie}=${value}` })
          assert.equal(answer.status, 200, value.slice(0, 60))
          assert.equal(await answer.json(), null, value.slice(0, 60))
        }
        assert.equal(await browser.who(), "Ada")
        assert.equal({}.admin, undefined)
      },
    },
    ...doors.map((door) => ({
      name: `a token that was changed, ${door.name}: nobody; cleared if it names our key`,
      async run() {
        for (const part of [3, 4]) {
          const browser = atPasswordApp(kit, door)
          await browser.post("/callback/credentials", ada)
          const parts = browser.cookies.get(door.cookie).split(".")
          parts[part] = `${parts[part][0] === "A" ? "B" : "A"}${parts[part].slice(1)}`
          browser.cookies.set(door.cookie, parts.join("."))
          assert.deepEqual(await browser.session(), door.nobody)
          // A token of v4 names no key: it may be another's.
          const named = door.name !== "v4"
          assert.deepEqual(browser.names("session-token"), named ? [] : [door.cookie])
          assert.equal(/JWTSessionError/.test(browser.logger.lines.join("\n")), named)
        }
      },
    })),
    {
      name: "a session ends when its time is up, and lasts while it is used",
      async run() {
        const browser = atPasswordApp(kit, own, { session: { maxAge: 1_000, updateAge: 100 } })
        await browser.post("/callback/credentials", ada)
        const now = Date.now()
        await at(now + 900_000, async () => assert.equal(await browser.who(), "Ada"))
        await at(now + 1_800_000, async () => assert.equal(await browser.who(), "Ada"))
        await at(now + 3_000_000, async () => assert.equal(await browser.session(), null))
      },
    },
    {
      name: "an update changes the token; without the form's token it is refused",
      async run() {
        const jwt = ({ token, trigger, session }) =>
          trigger === "update" ? { ...token, name: session.name } : token
        const browser = atPasswordApp(kit, own, { callbacks: { jwt } })
        await browser.post("/callback/credentials", ada)
        const update = (csrfToken) =>
          browser.send("/session", {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ csrfToken, data: { name: "Countess" } }),
          })
        assert.equal((await update("wrong")).status, 400)
        assert.equal((await update(await browser.csrfToken())).status, 200)
        assert.equal(await browser.who(), "Countess")
      },
    },
    {
      name: "twenty sign-ins and forty readers at once",
      async run() {
        const people = Array.from({ length: 20 }, (_, i) => `Person ${i}`)
        const names = await Promise.all(
          people.map(async (name) => {
            const browser = atPasswordApp(kit, own)
            await browser.post("/callback/credentials", { ...ada, name })
            return Promise.all([browser.who(), browser.who()])
          }),
        )
        assert.deepEqual(
          names.flat(),
          people.flatMap((name) => [name, name]),
        )
      },
    },
  ]
}

/** What someone might put in the cookie. None of them is a session. */
function hostile(sealed) {
  const [header, , iv, text, tag] = sealed.split(".")
  const spelled = (value) => btoa(JSON.stringify(value)).replaceAll("=", "")
  const headed = (value) => [spelled(value), "", iv, text, tag].join(".")
  return [
    "",
    "undefined",
    "null",
    ".",
    "....",
    ".....",
    "%00",
    "%E0%A4%A",
    "__proto__",
    "a".repeat(20_000),
    spelled({ sub: "7", admin: true }),
    headed({ alg: "none" }),
    headed({ alg: "dir", enc: "A256GCM" }),
    headed({ alg: "dir", enc: "A256GCM", kid: "__proto__" }),
    headed({ alg: "dir", enc: "A256GCM", kid: { toString: 1 } }),
    headed({ alg: "dir", enc: "A256GCM", zip: "DEF", kid: "AAAAAAAA" }),
    headed({ alg: "PBES2-HS256+A128KW", p2c: 1e9, enc: "A256GCM" }),
    [header, "AAAA", iv, text, tag].join("."),
    [header, "", iv, text, tag.slice(0, 8)].join("."),
    [header, "", iv.slice(0, 8), text, tag].join("."),
    [header, "", iv, text].join("."),
    `${sealed}.`,
    `${sealed}=`,
  ]
}

function databaseCases(kit) {
  const { assert, Browser, MemoryAdapter } = kit
  const setUp = async (door) => {
    const mails = []
    const email = {
      id: "email",
      name: "E-mail",
      type: "email",
      sendVerificationRequest: ({ url }) => void mails.push(url),
    }
    const adapter = MemoryAdapter()
    const browser = new Browser({ providers: [email], adapter }, door)
    await browser.post("/signin/email", { email: "ada@example.com" })
    await browser.get(mails[0])
    return { browser, adapter, id: browser.cookies.get(door.cookie) }
  }
  return doors.slice(0, 2).map((door) => ({
    name: `database sessions, ${door.name}: an opaque id names a row until it is signed out or old`,
    async run() {
      const { browser, adapter, id } = await setUp(door)
      assert.ok(id.length > 20 && !id.includes("."), "an opaque id")
      assert.equal((await browser.session()).user.email, "ada@example.com")
      browser.change({ secret: NEW_SECRET })
      assert.equal((await browser.session()).user.email, "ada@example.com")
      await browser.post("/signout")
      assert.equal(await adapter.getSessionAndUser(id), null)
      browser.cookies.set(door.cookie, id)
      assert.equal(await browser.session(), null)

      const other = await setUp(door)
      await other.adapter.updateSession({ sessionToken: other.id, expires: new Date(1) })
      assert.equal(await other.browser.session(), null)
    },
  }))
}

function getTokenCases(kit) {
  const { assert, jwt, errors } = kit
  const salt = doors[0].cookie
  return [
    {
      name: "getToken: from a cookie, chunks, Node's headers and a bearer; raw; no secret, no guess",
      async run() {
        const browser = atPasswordApp(kit, doors[0])
        await browser.post("/callback/credentials", ada)
        const token = browser.cookies.get(salt)
        const cookie = `a=b; ${salt}=${token}`
        const half = Math.floor(token.length / 2)
        const pieces = `${salt}.0=${token.slice(0, half)}; ${salt}.1=${token.slice(half)}`
        const requests = [
          new Request("https://app.example/", { headers: { cookie } }),
          { headers: { cookie } },
          { headers: { cookie: pieces } },
          { headers: new Headers({ authorization: `Bearer ${token}` }) },
        ]
        for (const req of requests) {
          const claims = await jwt.getToken({ req, secret: SECRET })
          assert.equal(claims.name, "Ada")
          assert.equal(claims.sub, "7")
        }
        assert.equal(await jwt.getToken({ req: requests[0], secret: SECRET, raw: true }), token)
        const wrong = { req: requests[0], secret: `${SECRET}x` }
        assert.equal(await jwt.getToken(wrong), null)
        const isMissing = (error) => error instanceof errors.MissingSecret
        await assert.rejects(jwt.getToken({ req: requests[0], secret: "" }), isMissing)
      },
    },
    {
      name: "encode and decode: round trip, one key of a list, another salt, another secret, too old",
      async run() {
        const token = { sub: "7", name: "Ådå 🦊", deep: { list: [1, null, "x"] } }
        const sealed = await jwt.encode({ token, secret: SECRET, salt, maxAge: 60 })
        const opened = await jwt.decode({ token: sealed, secret: ["newer", SECRET], salt })
        assert.deepEqual({ ...token, ...opened }, opened)
        const refused = (error) => error instanceof jwt.TokenNotOpened
        await assert.rejects(jwt.decode({ token: sealed, secret: "another", salt }), refused)
        await at(Date.now() + 120_000, () =>
          assert.rejects(jwt.decode({ token: sealed, secret: SECRET, salt }), refused),
        )
        assert.equal(await jwt.decode({ token: undefined, secret: SECRET, salt }), null)
      },
    },
    {
      name: "the log of a whole sign-in holds no secret",
      async run() {
        const logger = quietLogger()
        const log = (message, data) => void logger.lines.push(message, JSON.stringify(data) ?? "")
        const browser = atPasswordApp(kit, doors[0], {
          debug: true,
          logger: { ...logger, debug: log },
        })
        await browser.post("/callback/credentials", ada)
        browser.change({ secret: `${SECRET}x` })
        await browser.session()
        assert.ok(logger.lines.length > 0, "something was logged")
        assert.ok(!logger.lines.join("\n").includes(SECRET))
      },
    },
  ]
}
