/**
 * What real Chromium does with the demo as it runs in production, by https, among hosts of an attacker: a sibling of our
 * host, and another site.
 */
import { afterAll, beforeAll } from "vitest"
import { describeCookies } from "./support/truth/cookies.ts"
import { describeForgery } from "./support/truth/forgery.ts"
import { describeLeaks } from "./support/truth/leaks.ts"
import { describeLoginForgery } from "./support/truth/login-forgery.ts"
import { describePages } from "./support/truth/pages.ts"
import { describeTabs } from "./support/truth/tabs.ts"
import { World } from "./support/truth/world.ts"

let world: World
beforeAll(async () => {
  world = await World.start()
})
afterAll(() => world?.stop())

describeCookies(() => world)
describeForgery(() => world)
describeLoginForgery(() => world)
describePages(() => world)
describeTabs(() => world)
describeLeaks(() => world)
