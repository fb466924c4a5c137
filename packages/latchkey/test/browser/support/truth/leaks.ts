import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { close, PATIENCE, type World } from "./world.ts"

/** Where a browser is led after signing in, and what it tells others of the way. */
export function describeLeaks(world: () => World): void {
  describe("after signing in", () => {
    let page: Page
    beforeAll(async () => {
      page = await world().tab()
    })
    afterAll(() => close(page))

    it.each([
      ["CB015", "//evil.test"],
      ["CB016", "///evil.test"],
      ["CB018", "/\\evil.test"],
      ["CB020", "\\\\evil.test"],
      ["CB021", "/\\/evil.test"],
      ["CB022", "/\t/evil.test"],
      ["CB023", "/\n/evil.test"],
      ["CB028", "/%09/evil.test"],
      ["CB029", "/%2f/evil.test"],
      ["CB031", "/%5cevil.test"],
      ["CB032", "/.//evil.test"],
      ["CB034", "/x/..//evil.test"],
      ["CB039", "\uff0f\uff0fevil.test"],
      ["CB044", "https:\\\\evil.test"],
      ["CB048", "https://evil.test"],
      ["CB050", "APP.evil.test"],
      ["CB052", "APP@evil.test"],
      ["CB056", "https://evil.test\\@APP_HOST"],
      ["CB061", "APP%2eevil.test"],
      ["CB065", "https://evil\u3002test"],
      ["CB088", "javascript:window.hit=1"],
      ["CB093", "data:text/html,<script>window.hit=1</script>"],
      ["CB104", "/x\r\nSet-Cookie: a=b"],
      ["CB108", "/api/auth/signout"],
    ])("BT-34, %s: %j leads nowhere but home", async (_, text) => {
      world().town.seen.length = 0
      await page.context().clearCookies()
      const { host } = new URL(world().app)
      const callbackUrl = text.replace("APP_HOST", host).replace("APP", world().app)
      await world().signIn(page, callbackUrl)
      expect(page.url()).toBe(`${world().app}/`)
      expect(await page.evaluate("window.hit")).toBeUndefined()
      expect(
        world().town.seen.filter(({ host: asked }) => asked !== new URL(world().app).hostname),
      ).toEqual([])
      expect((await page.context().cookies()).filter(({ name }) => name === "a")).toEqual([])
    })
  })

  describe("a mailed link", () => {
    let count = 0
    async function mailedLink(): Promise<string> {
      const to = `leak${count++}@example.test`
      const page = await world().tab()
      await page.goto(`${world().app}/api/auth/signin`)
      await page.getByLabel("E-mail").fill(to)
      await page.getByRole("button", { name: /link/ }).click()
      await page.waitForURL(/\/mail/, { waitUntil: "commit" })
      await close(page)
      return (await world().demo.mails()).find((mail) => mail.to === to)!.link
    }

    it("BT-35: its page tells no other site its address, by link, image or form", async () => {
      const page = await world().tab()
      await page.goto(await mailedLink())
      const to = world().stranger + world().lure("elsewhere")
      await page.evaluate(
        `const a = document.createElement("a"); a.href = ${JSON.stringify(to)}; a.textContent = "elsewhere"; document.body.append(a);
         const i = document.createElement("img"); i.src = ${JSON.stringify(`${to}?image`)}; document.body.append(i)`,
      )
      await page.getByRole("link", { name: "elsewhere" }).click()
      await page.waitForURL(to)
      const heard = world().town.seen.filter(({ path }) => path.startsWith(new URL(to).pathname))
      expect(heard.length).toBeGreaterThanOrEqual(2)
      // No more than where they come from.
      for (const { headers } of heard) expect(headers.referer).toBe(`${world().app}/`)
      expect(await page.evaluate("document.referrer")).toBe(`${world().app}/`)
      await close(page)
    })

    it("BT-36: the page behind it hears of no token that still counts", async () => {
      const page = await world().tab()
      const link = await mailedLink()
      await page.goto(link)
      await page.getByRole("button").click()
      await page.waitForURL((url) => !url.pathname.startsWith("/api/auth/"), { waitUntil: "load" })
      expect(await world().who(page.context())).toMatch(/^leak/)
      const referrer = String(await page.evaluate("document.referrer"))
      expect(referrer).not.toContain(new URL(link).searchParams.get("token"))
      await close(page)
    })

    it("BT-37 (CS-12): loading it ahead uses nothing up", async () => {
      const link = await mailedLink()
      const page = await world().tab()
      await page.goto(`${world().app}/`)
      await page.evaluate(
        `for (const rel of ["prefetch", "preload"]) { const l = document.createElement("link"); l.rel = rel; l.as = "fetch"; l.href = ${JSON.stringify(link)}; document.head.append(l) }
         const s = document.createElement("script"); s.type = "speculationrules"; s.textContent = JSON.stringify({ prerender: [{ urls: [${JSON.stringify(link)}], eagerness: "immediate" }] }); document.head.append(s)`,
      )
      await expect
        .poll(() => world().asked("/api/auth/callback/nodemailer").length, PATIENCE)
        .toBeGreaterThan(0)
      await page.waitForTimeout(500)
      expect(await world().who(page.context())).toBeNull()
      await page.goto(link)
      await page.getByRole("button").click()
      await page.waitForURL((url) => !url.pathname.startsWith("/api/auth/"), {
        waitUntil: "commit",
      })
      expect(await world().sessionCookies(page.context())).toHaveLength(1)
      await close(page)
    })
  })
}
