import type { Page } from "playwright-core"
import { describe, expect, it } from "vitest"
import { close, PATIENCE, type World } from "./world.ts"

/** What is left in a browser: behind the back button, in other tabs, and of who was here before. */
export function describeTabs(world: () => World): void {
  const names = /Demo User|demo@example\.test|Ada Lovelace/
  const text = (page: Page): Promise<string> => page.evaluate("document.body.innerText")
  /** One step back, as the button does it: the page may come back as it was left, which only DevTools can follow. */
  async function back(page: Page): Promise<string> {
    const devtools = await page.context().newCDPSession(page)
    const { currentIndex, entries } = await devtools.send("Page.getNavigationHistory")
    const { id, url } = entries[currentIndex - 1]!
    await devtools.send("Page.navigateToHistoryEntry", { entryId: id })
    const now = async (): Promise<{ said: string; done: boolean }> => {
      const expression =
        "JSON.stringify([document.readyState, location.href, document.body?.innerText])"
      const { result } = await devtools.send("Runtime.evaluate", { expression })
      const [state, , said] = JSON.parse(String(result.value)) as string[]
      const history = await devtools.send("Page.getNavigationHistory")
      return { said: said ?? "", done: state === "complete" && history.currentIndex < currentIndex }
    }
    await expect.poll(async () => (await now()).done, PATIENCE).toBe(true)
    const { said } = await now()
    await devtools.detach()
    return `${url}: ${said}`
  }
  const signOut = async (page: Page): Promise<void> => {
    await page.goto(`${world().app}/api/auth/signout`)
    await page.getByRole("button", { name: /sign out/i }).click()
    await page.waitForURL((url) => !url.pathname.includes("signout"))
  }
  const status = (page: Page, said: string): Promise<void> =>
    page
      .getByTestId("status")
      .filter({ hasText: new RegExp(`^${said}$`) })
      .waitFor()

  describe("the back button", () => {
    it.each(["/protected", "/devices", "/", "/client", "/api/auth/session"])(
      "BT-26: shows nothing of %s after signing out",
      async (path) => {
        const page = await world().tab()
        await world().signIn(page)
        await page.goto(world().app + path)
        await expect.poll(() => text(page), PATIENCE).toMatch(names)
        await signOut(page)
        // Past the page that asked whether to sign out.
        for (let steps = 0; steps < 2; steps++) expect(await back(page)).not.toMatch(names)
        await close(page)
      },
    )

    it("BT-27: shows nothing after signing out within the page", async () => {
      const page = await world().tab()
      await world().signIn(page)
      await page.goto(`${world().app}/protected`)
      await page.goto(`${world().app}/`)
      await page.getByRole("button", { name: "Sign out" }).click()
      await page.getByText("Signed out").waitFor()
      expect(await back(page)).not.toMatch(names)
      await close(page)
    })

    it("BT-28: leads to no form that could be sent again", async () => {
      const page = await world().tab()
      await world().signIn(page)
      await page.goBack()
      await page.waitForLoadState()
      expect(await page.getByLabel("Password").inputValue()).toBe("")
      expect(world().asked("/api/auth/callback/credentials", "POST")).toHaveLength(1)
      await close(page)
    })
  })

  describe("two tabs", () => {
    it("BT-29 (SF-7): of two people who sign in at a time one is in, and the same one in both", async () => {
      const first = await world().tab()
      const second = await first.context().newPage()
      await second.goto(`${world().app}/api/auth/signin`)
      await world().signIn(first)
      await second.getByRole("button", { name: /Local ID/ }).click()
      await second.waitForURL(
        (url) => url.origin === world().app && !url.search.includes("code="),
        { waitUntil: "commit" },
      )
      const who = await world().who(first.context())
      for (const tab of [first, second]) {
        await tab.goto(`${world().app}/protected`)
        expect(await text(tab)).toContain(who)
      }
      await close(first)
    })

    it("BT-30: signing out in one ends the other, which says so by itself", async () => {
      const first = await world().tab()
      await world().signIn(first)
      const second = await first.context().newPage()
      for (const tab of [first, second]) {
        await tab.goto(`${world().app}/client`)
        await status(tab, "authenticated")
      }
      await first.getByRole("button", { name: "Sign out" }).click()
      for (const tab of [second, first]) {
        await status(tab, "unauthenticated")
        expect(await tab.getByTestId("session").textContent()).toBe("null")
      }
      await close(first)
    })

    it("BT-31: a sign-in in a tab behind is seen by the one in front, as one person", async () => {
      const front = await world().tab()
      await front.goto(`${world().app}/client`)
      await status(front, "unauthenticated")
      const behind = await front.context().newPage()
      await world().signInThere(behind, "/client")
      await front.bringToFront()
      await front.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
      await status(front, "authenticated")
      expect(await front.getByTestId("session").textContent()).toContain("Ada Lovelace")
      await close(front)
    })

    it("BT-32 (SF-5, PKCE-5): two sign-ins at the provider at once: each tab's way back is its own, and one person is in", async () => {
      const first = await world().tab()
      const second = await first.context().newPage()
      const callbacks = [await world().wayBack(first), await world().wayBack(second)]
      const states = callbacks.map((url) => new URL(url).searchParams.get("state"))
      expect(new Set(states).size).toBe(2)
      await second.goto(callbacks[1]!)
      expect(await world().who(first.context())).toBe("Ada Lovelace")
      // The other tab's ends well too, whichever comes first.
      const [earlier] = await world().sessionCookies(first.context())
      await first.goto(callbacks[0]!)
      expect(await world().who(first.context())).toBe("Ada Lovelace")
      const [before] = await world().sessionCookies(first.context())
      expect(before).not.toEqual(earlier)
      // The same way back once more, as by the back button, changes nothing.
      await second.goto(callbacks[1]!)
      expect(await world().sessionCookies(first.context())).toEqual([before])
      await close(first)
    })

    it("BT-33: what a sign-out leaves is no session for whoever comes next", async () => {
      const page = await world().tab()
      await world().signIn(page)
      const old = await world().sessionCookies(page.context())
      await signOut(page)
      await page.context().addCookies(old)
      expect(await world().who(page.context())).toBeNull()
      await close(page)
    })
  })
}
