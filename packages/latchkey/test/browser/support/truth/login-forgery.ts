import type { Page } from "playwright-core"
import { describe, expect, it } from "vitest"
import { form, SUBMIT, targets } from "./forgery-vectors.ts"
import { close, DEMO, isRefused, type World } from "./world.ts"

const attackers = ["stranger", "sibling"] as const

/** What links and forms of an attacker's page do to the whole tab; there `SameSite=Lax` sends cookies of links. */
export function describeLoginForgery(world: () => World): void {
  const target = (path: string) => targets.find((one) => one.path.endsWith(path))!

  /** Sends the whole tab there by a form. */
  async function post(page: Page, from: (typeof attackers)[number], path: string): Promise<void> {
    const html = form(world().app, target(path), 'method="post"') + SUBMIT
    await page.goto(world()[from] + world().lure(html))
    await page.waitForURL(`${world().app}/**`, { waitUntil: "commit" })
  }

  /** Opens an address by a click on a page of the attacker's. */
  async function follow(
    page: Page,
    url: string,
    from: (typeof attackers)[number] = "stranger",
  ): Promise<void> {
    await page.goto(
      world()[from] + world().lure(`<a href="${url.replaceAll("&", "&amp;")}">go</a>`),
    )
    await page.getByRole("link").click()
    await page.waitForURL(`${world().app}/**`, { waitUntil: "commit" })
  }

  describe("a tab that an attacker leads", () => {
    it.each(attackers)(
      "BT-13 (CS-8): a form of a %s signs nobody in with the attacker's password",
      async (from) => {
        const page = await world().tab()
        await post(page, from, "/callback/credentials")
        const posts = world().asked("/api/auth/callback/credentials", "POST")
        expect(posts).toHaveLength(1)
        expect(posts[0]).toSatisfy(isRefused)
        expect(await world().who(page.context())).toBeNull()
        expect(await world().sessionCookies(page.context())).toEqual([])
        await close(page)
      },
    )

    it.each(attackers)("BT-14 (CS-9): a form of a %s signs nobody out", async (from) => {
      const page = await world().victim()
      await post(page, from, "/signout")
      expect(await world().who(page.context())).toBe(DEMO)
      await close(page)
    })

    it("BT-14 (CS-1, CS-9): a link to sign-out asks first", async () => {
      const page = await world().victim()
      await follow(page, `${world().app}/api/auth/signout`)
      await page.getByRole("button", { name: /sign out/i }).waitFor()
      expect(await world().who(page.context())).toBe(DEMO)
      await close(page)
    })

    it.each([
      "/signin/local",
      "/signin/nodemailer?email=forged@example.test",
      "/callback/credentials?username=demo&password=demo-password",
    ])("BT-15 (CS-1): a link to %s begins nothing", async (path) => {
      const page = await world().tab()
      const mails = (await world().demo.mails()).length
      await follow(page, `${world().app}/api/auth${path}`)
      await page.waitForLoadState()
      expect(new URL(page.url()).origin).toBe(world().app)
      expect(await world().who(page.context())).toBeNull()
      expect(await world().demo.mails()).toHaveLength(mails)
      await close(page)
    })

    it.each(attackers)(
      "BT-16 (SF-4): the attacker's own way back from the provider, sent by a %s, signs nobody in",
      async (from) => {
        const attacker = await world().tab()
        const url = await world().wayBack(attacker)
        for (const [page, who] of [
          [await world().tab(), null],
          [await world().victim(), DEMO],
        ] as const) {
          await follow(page, url, from)
          expect(await world().who(page.context())).toBe(who)
          await close(page)
        }
        await close(attacker)
      },
    )

    it("BT-17 (CS-12): the attacker's mailed link asks before it signs anybody in", async () => {
      const attacker = await world().tab()
      await attacker.goto(`${world().app}/api/auth/signin`)
      await attacker.getByLabel("E-mail").fill("mallory@example.test")
      await attacker.getByRole("button", { name: /link/ }).click()
      await attacker.waitForURL(/\/mail/, { waitUntil: "commit" })
      const { link } = (await world().demo.mails()).find(({ to }) => to === "mallory@example.test")!
      const page = await world().tab()
      await follow(page, link)
      await page.getByRole("button").waitFor()
      expect(await page.getByText("mallory@example.test").count()).toBeGreaterThan(0)
      expect(await world().who(page.context())).toBeNull()
      await close(page)
      await close(attacker)
    })
  })
}
