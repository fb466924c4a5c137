import { expect, it } from "vitest"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import { randomToken } from "../../src/crypto/index.ts"
import { Browser } from "../support/browser.ts"

const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: {},
  authorize: () => ({ id: "7", name: "Ada" }),
}
const logger = { error: () => {}, warn: () => {}, debug: () => {}, info: () => {} }
const config = { providers: [credentials], logger }
/** A hash of the word secret, which stands in an article. */
const PUBLIC = "K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols="

it("a key that an unknown cookie brought in is held to what production needs, at once", async () => {
  const strong = randomToken()
  let value: string | string[] = strong
  const env = { NODE_ENV: "production" }
  const browser = new Browser({ ...config, env, secret: async () => value })
  expect(await browser.session()).toBeNull()
  // Anybody can make a cookie with a published secret.
  const anybody = new Browser({ ...config, env: { NODE_ENV: "test" }, secret: PUBLIC })
  await anybody.post("/callback/credentials")
  const cookie = [...anybody.cookies].map(([name, kept]) => `${name}=${kept.value}`).join("; ")
  value = [PUBLIC, strong]
  const answer = await browser.get("/session", { cookie })
  expect(await answer.json()).toBeNull()
  expect(answer.headers.getSetCookie()).toEqual([])
  expect((await browser.get("/session", { cookie })).status).toBe(500)
})
