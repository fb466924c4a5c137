import { describe, expect, it } from "vitest"
import { ada } from "./provider.ts"
import { hosts } from "./town.ts"
import { close, DEMO, type World } from "./world.ts"

const NAME = "__Host-latchkey.session-token"

/** Names that a sibling may write for the whole site, and that we or those before us have given a session. */
const loose = [
  "latchkey.session-token",
  "__Secure-latchkey.session-token",
  "authjs.session-token",
  "__Secure-authjs.session-token",
  "next-auth.session-token",
  "__Secure-next-auth.session-token",
]

/** What Chromium takes, keeps and sends of cookies. */
export function describeCookies(world: () => World): void {
  describe("cookies", () => {
    it("BT-1 (CK-01): the session is a __Host- cookie that scripts can't read", async () => {
      const page = await world().victim()
      await page.goto(`${world().app}/`)
      expect(await world().sessionCookies(page.context())).toMatchObject([
        { name: NAME, domain: hosts.app, path: "/", secure: true, httpOnly: true, sameSite: "Lax" },
      ])
      expect(await page.evaluate("document.cookie")).toBe("")
      await close(page)
    })

    it.each([NAME, NAME.toLowerCase(), NAME.toUpperCase(), "__hOsT-latchkey.csrf-token"])(
      "BT-2 (CK-02, CT-1): a sibling can't write %s for the site",
      async (name) => {
        const page = await world().tab()
        const value = await world().attackersSession()
        const cookie = `${name}=${value}; Domain=site.test; Path=/; Secure`
        const path = world().lure(
          "<script>document.cookie = COOKIE</script>".replace("COOKIE", JSON.stringify(cookie)),
          {
            "set-cookie": [cookie, `${name}=${value}; Path=/api/auth; Secure`],
          },
        )
        await page.goto(world().sibling + path)
        expect(await page.context().cookies()).toEqual([])
        await close(page)
      },
    )

    it.each(["/", "/api/auth"])(
      "BT-3 (CT-1): a sibling's session under every other name, for %s, makes nobody of the attacker",
      async (path) => {
        const value = await world().attackersSession()
        const lure = world().lure("", {
          "set-cookie": loose.map(
            (name) => `${name}=${value}; Domain=site.test; Path=${path}; Secure`,
          ),
        })
        for (const [page, who] of [
          [await world().victim(), DEMO],
          [await world().tab(), null],
        ] as const) {
          await page.goto(world().sibling + lure)
          expect(await world().sessionCookies(page.context())).toHaveLength(
            loose.length + (who ? 1 : 0),
          )
          expect(await world().who(page.context())).toBe(who)
          const sent = world().asked("/api/auth/session").at(-1)!.headers.cookie
          expect(sent).toContain(`__Secure-authjs.session-token=${value}`)
          await close(page)
        }
      },
    )

    it.each([
      ["a space of Unicode before it", `\u2000${NAME}=V`],
      ["no name at all", `=${NAME}=V`],
      ["a tab before it", `\t${NAME}=V`],
      ["a quoted cookie around it", `a="x; ${NAME}=V`],
      ["an old version in front", `$Version=1; ${NAME}=V`],
    ])("BT-4 (CK-07, CT-4): a sibling's cookie with %s is not taken for ours", async (_, text) => {
      const cookie = text.replace("V", await world().attackersSession())
      const script = `document.cookie = ${JSON.stringify(`${cookie}; domain=site.test; path=/; secure`)}`
      const lure = world().lure(`<script>${script}</script>`)
      for (const [page, who] of [
        [await world().victim(), DEMO],
        [await world().tab(), null],
      ] as const) {
        await page.goto(world().sibling + lure)
        expect(await world().who(page.context())).toBe(who)
        await close(page)
      }
    })

    it("BT-5 (CT-3): a sibling that fills the jar signs out at most; the victim is never the attacker", async () => {
      const value = await world().attackersSession()
      const many = `for (let at = 0; at < 400; at++) document.cookie = "c" + at + "=1; domain=site.test; path=/; secure"`
      const lure = world().lure(`<script>${many}</script>`, {
        "set-cookie": loose.map((name) => `${name}=${value}; Domain=site.test; Path=/; Secure`),
      })
      const page = await world().victim()
      await page.goto(world().sibling + lure)
      expect((await page.context().cookies()).length).toBeLessThan(400)
      expect([DEMO, null]).toContain(await world().who(page.context()))
      await close(page)
    })

    it("BT-6 (CT-2): a sibling's CSRF cookie and token of its own sign nobody in", async () => {
      const own = await world().tab()
      await own.goto(`${world().app}/api/auth/signin`)
      const token = await own.locator("[name=csrfToken]").first().inputValue()
      const [cookie] = (await own.context().cookies()).filter(({ name }) => name.includes("csrf"))
      await close(own)
      const bare = cookie!.name.replace("__Host-", "")
      const form = `<form method=post action="${world().app}/api/auth/callback/credentials">
        <input name=csrfToken value="${token}"><input name=username value=demo>
        <input name=password value=demo-password></form><script>document.forms[0].submit()</script>`
      const names = [bare, `__Secure-${bare}`, "__Secure-authjs.csrf-token", "authjs.csrf-token"]
      const lure = world().lure(form, {
        "set-cookie": names.map(
          (name) => `${name}=${cookie!.value}; Domain=site.test; Path=/; Secure`,
        ),
      })
      const page = await world().tab()
      await page.goto(world().sibling + lure)
      await page.waitForURL(`${world().app}/**`, { waitUntil: "commit" })
      expect(world().asked("/api/auth/callback/credentials", "POST")).toMatchObject([
        { headers: { "sec-fetch-site": "same-site" } },
      ])
      expect(await world().who(page.context())).toBeNull()
      await close(page)
    })

    it.each(["/", "/api/auth/callback"])(
      "BT-6 (CT-2): a sibling's checks of a sign-in, for %s, let the attacker's way back in nowhere, and spoil none",
      async (path) => {
        const own = await world().tab()
        const wayBack = await world().wayBack(own)
        const checks = (await own.context().cookies()).filter(({ name }) =>
          /state|nonce|pkce/.test(name),
        )
        await close(own)
        expect(checks.length).toBeGreaterThan(0)
        const names = checks.flatMap(({ name, value }) => {
          const kind = name.replace("__Host-latchkey.", "")
          const all = ["__Host-latchkey", "__Secure-latchkey", "latchkey", "__Secure-authjs"]
          return all.flatMap((family) => [
            `${family}.${kind}=${value}`,
            `${family}.${kind}.1=${value}`,
          ])
        })
        const lure = world().lure("", {
          "set-cookie": names.map((pair) => `${pair}; Domain=site.test; Path=${path}; Secure`),
        })
        const page = await world().tab()
        await page.goto(world().sibling + lure)
        // A browser takes none that says __Host-.
        expect(await page.context().cookies()).toHaveLength((names.length * 3) / 4)
        await page.goto(wayBack)
        expect(world().asked("/api/auth/callback/", "GET").at(-1)!.headers.cookie).toContain(
          "__Secure-latchkey.",
        )
        expect(await world().who(page.context())).toBeNull()
        await world().signInThere(page)
        expect(await world().who(page.context())).toBe("Ada Lovelace")
        await close(page)
      },
    )

    it("BT-7: over plain http no cookie of ours is sent, and none can be overwritten", async () => {
      const page = await world().victim()
      const before = await world().sessionCookies(page.context())
      const lure = world().lure("", {
        "set-cookie": [
          `${NAME}=x; Path=/`,
          `${NAME}=x; Path=/; Secure`,
          "latchkey.session-token=x; Path=/",
        ],
      })
      await page.goto(`http://${hosts.app}:${world().town.plainPort}${lure}`)
      expect(world().asked(lure)[0]!.headers.cookie).toBeUndefined()
      const after = await world().sessionCookies(page.context())
      expect(after.filter(({ name }) => name === NAME)).toEqual(before)
      expect(await world().who(page.context())).toBe(DEMO)
      await close(page)
    })

    it("BT-8: in a frame of another site the session is not sent, and no cookie is kept, partitioned or not", async () => {
      const { app } = world()
      const frames = ["signin", "session", "csrf", "signout"].map(
        (name) => `<iframe src="${app}/api/auth/${name}"></iframe>`,
      )
      const lure = world().lure(frames.join(""))
      const [victim, stranger] = [await world().victim(), await world().tab()]
      for (const page of [victim, stranger]) {
        const before = await page.context().cookies()
        await page.goto(world().stranger + lure, { waitUntil: "load" })
        const framed = world()
          .asked("/api/auth/")
          .filter(({ headers }) => headers["sec-fetch-dest"] === "iframe")
        expect(framed.length).toBeGreaterThanOrEqual(4)
        for (const { headers } of framed) expect(headers.cookie).toBeUndefined()
        expect(await page.context().cookies()).toEqual(before)
        await close(page)
      }
    })
  })

  describe("a session that is larger than a cookie", () => {
    const large = { ...ada, sub: "large", email: "large@example.test", name: "Ada ".repeat(1200) }

    async function enter(person: typeof ada) {
      world().provider.person = person
      const page = await world().tab()
      await world()
        .signInThere(page)
        .finally(() => (world().provider.person = ada))
      return page
    }

    it("BT-9 (CK-04, CH-1): Chromium keeps every piece, and none is above 4096 bytes", async () => {
      const page = await enter(large)
      const pieces = await world().sessionCookies(page.context())
      expect(pieces.length).toBeGreaterThan(1)
      const written = world().town.seen.flatMap(({ cookies }) => cookies)
      for (const line of written) {
        const [pair, ...attributes] = line.split("; ")
        expect(Buffer.byteLength(pair!)).toBeLessThanOrEqual(4096)
        for (const one of attributes) expect(one.length).toBeLessThanOrEqual(1024)
      }
      expect(written.length).toBeGreaterThan(pieces.length)
      expect((await world().who(page.context()))?.trim()).toBe(large.name.trim())
      await close(page)
    })

    it("BT-10 (CH-2): pieces that are missing, from somebody else or too many are nobody's session", async () => {
      const page = await enter(large)
      const [mine, context] = [await world().sessionCookies(page.context()), page.context()]
      const other = await enter({
        ...large,
        sub: "other",
        email: "other@example.test",
        name: "Eve ".repeat(1200),
      })
      const theirs = await world().sessionCookies(other.context())
      await close(other)
      for (const [at, piece] of mine.entries()) {
        await context.clearCookies({ name: piece.name })
        expect(await world().who(context)).toBeNull()
        await context.addCookies([theirs[at]!])
        expect(await world().who(context)).toBeNull()
        await context.addCookies(mine)
        expect((await world().who(context))?.trim()).toBe(large.name.trim())
      }
      const next = { ...theirs[0]!, name: mine[0]!.name.replace(/\d+$/, String(mine.length)) }
      await context.addCookies([next])
      expect([large.name.trim(), undefined]).toContain((await world().who(context))?.trim())
      await close(page)
    })

    it("BT-11 (CK-16): signing out takes every piece away", async () => {
      const page = await enter(large)
      await page.goto(`${world().app}/api/auth/signout`)
      await page.getByRole("button", { name: /sign out/i }).click()
      await page.waitForURL((url) => !url.pathname.includes("signout"), { waitUntil: "commit" })
      expect(await world().sessionCookies(page.context())).toEqual([])
      await close(page)
    })
  })
}
