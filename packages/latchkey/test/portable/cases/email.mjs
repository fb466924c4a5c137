import { doors, errorOf, locationOf, NEW_SECRET, SECRET } from "../kit/browser.mjs"

function setUp({ Browser, MemoryAdapter }, door) {
  const mails = []
  const rows = []
  const email = {
    id: "email",
    name: "E-mail",
    type: "email",
    sendVerificationRequest: ({ url, identifier, token }) =>
      void mails.push({ url, identifier, token }),
  }
  const memory = MemoryAdapter()
  const createVerificationToken = (row) => {
    rows.push(row)
    return memory.createVerificationToken(row)
  }
  const adapter = { ...memory, createVerificationToken }
  const config = { providers: [email], adapter, session: { strategy: "jwt" } }
  return { mails, rows, browser: () => new Browser(config, door) }
}

export function emailCases(kit) {
  return [...doors.flatMap((door) => casesOf(kit, door)), refusedAddresses(kit)]
}

function casesOf(kit, door) {
  const { assert } = kit
  return [
    {
      name: `e-mail, ${door.name}: the link signs in the browser that asked, once`,
      async run() {
        const { mails, rows, browser: make } = setUp(kit, door)
        const browser = make()
        const fields = { email: " Ada@Example.com ", callbackUrl: "/in" }
        const asked = await browser.post("/signin/email", fields)
        assert.equal(locationOf(asked).pathname, `${browser.basePath}/verify-request`)
        const [{ url, identifier, token }] = mails
        assert.equal(identifier, "ada@example.com")
        assert.ok(!rows[0].token.includes(token), "the store holds a hash")
        assert.equal(locationOf(await browser.get(url)).href, "https://app.example/in")
        assert.equal((await browser.session()).user.email, "ada@example.com")
        const again = await make().post("/callback/email", { token, email: identifier })
        assert.equal(errorOf(again), "Verification")
      },
    },
    {
      name: `e-mail, ${door.name}: another browser is asked to confirm`,
      async run() {
        const { mails, browser: make } = setUp(kit, door)
        await make().post("/signin/email", { email: "ada@example.com" })
        const phone = make()
        const page = await phone.get(mails[0].url)
        assert.equal(page.status, 200)
        assert.deepEqual(phone.names("session-token"), [])
        const html = await page.text()
        const field = (name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)[1]
        const [csrfToken, token, email] = ["csrfToken", "token", "email"].map(field)
        await phone.post("/callback/email", { csrfToken, token, email })
        assert.equal((await phone.session()).user.email, "ada@example.com")
      },
    },
    {
      name: `e-mail, ${door.name}: nothing for another address or a changed token`,
      async run() {
        const { mails, browser: make } = setUp(kit, door)
        const browser = make()
        await browser.post("/signin/email", { email: "ada@example.com" })
        const [{ token }] = mails
        for (const fields of [
          { token, email: "eve@example.com" },
          { token: `${token}x`, email: "ada@example.com" },
          { token: "", email: "ada@example.com" },
        ]) {
          assert.equal(errorOf(await browser.post("/callback/email", fields)), "Verification")
        }
        assert.deepEqual(browser.names("session-token"), [])
      },
    },
    {
      name: `rotation, ${door.name}: a mailed link outlives [old] to [new, old] to [new]`,
      async run() {
        const { mails, browser: make } = setUp(kit, door)
        const first = make()
        await first.post("/signin/email", { email: "ada@example.com" })
        first.change({ secret: [NEW_SECRET, SECRET] })
        await first.get(mails[0].url)
        assert.equal((await first.session()).user.email, "ada@example.com")
        const second = make()
        second.change({ secret: [NEW_SECRET, SECRET] })
        await second.post("/signin/email", { email: "ada@example.com" })
        second.change({ secret: [NEW_SECRET] })
        await second.get(mails[1].url)
        assert.equal((await second.session()).user.email, "ada@example.com")
      },
    },
  ]
}

function refusedAddresses(kit) {
  const { assert } = kit
  return {
    name: "e-mail: no mail goes to two people, to a header, or to nobody",
    async run() {
      const { mails, browser: make } = setUp(kit, doors[0])
      for (const email of [
        "",
        "nobody",
        "a@b.com,c@d.com",
        "evil@attacker.com\uff20example.com",
        '"e@attacker.com"@victim.com',
        "a@b.com\nBcc: c@d.com",
      ]) {
        assert.equal(errorOf(await make().post("/signin/email", { email })), "EmailSignin")
      }
      assert.equal(mails.length, 0)
    },
  }
}
