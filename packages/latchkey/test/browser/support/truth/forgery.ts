import type { Page } from "playwright-core"
import { describe, expect, it } from "vitest"
import { targets, vectors } from "./forgery-vectors.ts"
import { close, DEMO, isRefused, PATIENCE, type World } from "./world.ts"

/** What other sites and siblings can make a browser do to us. */
export function describeForgery(world: () => World): void {
  describe.each([
    ["another site", "stranger", "cross-site"],
    ["a sibling", "sibling", "same-site"],
  ] as const)("requests forged by %s", (_, from, site) => {
    it.each(vectors)("BT-12 (CS-2, CS-4, CS-6, CS-9): $name", async (vector) => {
      const { app } = world()
      const mails = (await world().demo.mails()).length
      const page = await world().victim()
      const before = await kept(page)
      const path = world().lure(vector.page(app), vector.headers)
      await page.goto(world()[from] + path)
      const arrived = () =>
        world()
          .asked("/api/auth/", vector.method)
          .filter(({ status, path: asked }) => status > 0 && isTarget(asked))
      await expect.poll(() => arrived().length, PATIENCE).toBe(targets.length)
      for (const seen of arrived()) {
        // A frame without an origin is a stranger to its own site as well.
        const said = vector.origin ? ["same-site", "cross-site"] : [site]
        expect(said).toContain(seen.headers["sec-fetch-site"])
        expect(seen.cookies.filter((one) => one.includes("session-token"))).toEqual([])
        if (vector.method !== "POST") continue
        expect(seen.headers.origin).toBe(vector.origin ?? world()[from])
        expect(seen).toSatisfy(isRefused)
      }
      expect(await kept(page)).toEqual(before)
      expect(await world().who(page.context())).toBe(DEMO)
      expect(await world().demo.mails()).toHaveLength(mails)
      await close(page)
    })
  })
}

const isTarget = (asked: string): boolean =>
  targets.some(({ path }) => asked.split("?")[0] === path)

/** The cookies that say who somebody is, and that a form is theirs. */
const kept = async (page: Page): Promise<unknown[]> =>
  (await page.context().cookies()).filter(({ name }) => !name.includes("callback-url"))
