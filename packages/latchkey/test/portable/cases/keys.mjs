import { doors, NEW_SECRET, quietLogger, SECRET } from "../kit/browser.mjs"
import { ada, atPasswordApp } from "./credentials.mjs"

export function keyCases(kit) {
  const { assert } = kit
  const [own] = doors
  const production = { NODE_ENV: "production" }
  return [
    {
      name: "no secret in production: 500, MissingSecret, and a trace of what was looked at",
      async run() {
        const errors = []
        const logger = { ...quietLogger(), error: (error) => void errors.push(error) }
        const browser = atPasswordApp(kit, own, { secret: undefined, logger, env: production })
        const answer = await browser.get("/session")
        assert.equal(answer.status, 500)
        assert.ok(!(await answer.text()).includes("MissingSecret"))
        const [error] = errors
        assert.ok(error instanceof kit.errors.MissingSecret)
        assert.ok(error instanceof kit.errors.AuthError)
        assert.equal(error.name, "MissingSecret")
        assert.equal(error.type, "MissingSecret")
        assert.match(error.message, /^Please define a `secret`\./)
        const looked = error.cause.looked.map((one) => one.name)
        for (const name of ["AUTH_SECRET", "NEXTAUTH_SECRET", "AUTH_SECRET_1"]) {
          assert.ok(looked.includes(name), name)
        }
      },
    },
    {
      name: "the environment is that of the request, under every name",
      async run() {
        const env = { ...production }
        const browser = atPasswordApp(kit, own, { secret: undefined, env })
        assert.equal((await browser.get("/session")).status, 500)
        env.AUTH_SECRET = SECRET
        await browser.post("/callback/credentials", ada)
        assert.equal(await browser.who(), "Ada")
        env.AUTH_SECRET = NEW_SECRET
        assert.equal(await browser.session(), null)
        for (const name of ["AUTH_SECRET_1", "AUTH_SECRET_3", "NEXTAUTH_SECRET"]) {
          env[name] = SECRET
          assert.equal(await browser.who(), "Ada", name)
          delete env[name]
        }
      },
    },
    {
      name: "a secret as a list, a promise, a function or a binding is the same secret",
      async run() {
        const browser = atPasswordApp(kit, own)
        await browser.post("/callback/credentials", ada)
        const forms = [
          [SECRET],
          [NEW_SECRET, SECRET],
          Promise.resolve(SECRET),
          () => SECRET,
          async () => SECRET,
          async (request) => (request instanceof Request ? SECRET : NEW_SECRET),
          { get: async () => SECRET },
        ]
        for (const [index, secret] of forms.entries()) {
          const other = atPasswordApp(kit, own, { secret })
          for (const [name, value] of browser.cookies) other.cookies.set(name, value)
          assert.equal(await other.who(), "Ada", `form ${index}`)
        }
      },
    },
    {
      name: "a source that fails is not nobody: 503, the cookie stays, and it is asked again",
      async run() {
        let down = true
        const secret = async () => {
          if (down) throw new Error("connection refused")
          return SECRET
        }
        const browser = atPasswordApp(kit, own)
        await browser.post("/callback/credentials", ada)
        browser.change({ secret })
        const answer = await browser.get("/session")
        assert.equal(answer.status, 503)
        assert.deepEqual(answer.headers.getSetCookie(), [])
        down = false
        assert.equal(await browser.who(), "Ada")
      },
    },
    {
      name: "an untrusted host is told the line to add, and gets nothing",
      async run() {
        const browser = atPasswordApp(kit, own, { trustHost: undefined })
        assert.equal((await browser.get("/providers")).status, 400)
        assert.match(
          browser.logger.lines.join("\n"),
          /UntrustedHost.*AUTH_URL=https:\/\/app\.example/,
        )
        browser.change({ url: "https://app.example/auth" })
        const evil = { "x-forwarded-host": "evil.example" }
        const text = await (await browser.get("/providers", evil)).text()
        assert.ok(text.includes("https://app.example/auth/callback/credentials"))
        assert.ok(!text.includes("evil"))
      },
    },
    {
      name: "in development without a secret: one is made, or the answer says what to do",
      async run() {
        const env = { NODE_ENV: "development", AUTH_DEV_SECRET: "ephemeral" }
        const browser = atPasswordApp(kit, own, { secret: undefined, env })
        await browser.post("/callback/credentials", ada)
        assert.equal(await browser.who(), "Ada")
      },
    },
  ]
}
