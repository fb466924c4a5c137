/** Passkeys in pages that others show in a frame (WebAuthn Level 3 §7.1 step 10, §7.2 step 14). */
import { randomBytes } from "node:crypto"
import { describe, expect, it } from "vitest"
import { makeKey } from "../support/webauthn/algorithms.ts"
import { base64url, create, get, type Passkey } from "../support/webauthn/ceremony.ts"
import { PasskeySite } from "../support/webauthn/site.ts"
import { says } from "./passkey-mutations/shared.ts"

const TOP = "https://shop.example"

const passkeyOf = async (): Promise<Passkey> => ({
  id: randomBytes(32),
  key: await makeKey("ES256"),
  userHandle: base64url(randomBytes(48)),
  counter: 0,
})

const site = (expectedTopOrigin: string | string[]): PasskeySite =>
  new PasskeySite({ verifyAuthenticationOptions: { expectedTopOrigin } })

describe("WA-R4, WA-A6, ADV-WA02: a frame of a site that the application lists", () => {
  it.each([TOP, ["https://other.example", TOP]].map((listed) => ({ listed })))(
    "may register and sign in: $listed",
    async ({ listed }) => {
      const passkey = await passkeyOf()
      const framed = says({ crossOrigin: true, topOrigin: TOP })
      await site(listed).register(passkey, framed)
      const one = site(listed)
      await one.register(passkey, framed)
      expect(await one.enter(passkey, framed)).toBe(one.email)
    },
  )

  it("may do so where the browser doesn't name it", async () => {
    const one = site(TOP)
    const passkey = await passkeyOf()
    await one.register(passkey, says({ crossOrigin: true }))
    expect(await one.enter(passkey, says({ crossOrigin: true }))).toBe(one.email)
  })

  it.each([
    ["another site", { crossOrigin: true, topOrigin: "https://evil.example" }],
    ["the listed one by another scheme", { crossOrigin: true, topOrigin: "http://shop.example" }],
    ["a subdomain of the listed one", { crossOrigin: true, topOrigin: "https://a.shop.example" }],
    ["an opaque one", { crossOrigin: true, topOrigin: "null" }],
    ["a list with the listed one", { crossOrigin: true, topOrigin: [TOP] }],
    ["the listed one, without a frame", { crossOrigin: false, topOrigin: TOP }],
    [
      "the listed one, where nothing is said of a frame",
      { crossOrigin: undefined, topOrigin: TOP },
    ],
  ])("and no other: %s", async (_, said) => {
    const one = site(TOP)
    const passkey = await passkeyOf()
    const asked = await one.ask("register")
    const made = await create(asked.asked, passkey, says(said))
    expect(await one.reply(asked.browser, "register", made)).toBe("WebAuthnVerificationError")
    await one.register(passkey)
    const again = await one.ask("authenticate")
    const used = await get(again.asked, passkey, says(said))
    expect(await one.reply(again.browser, "authenticate", used)).toBe("WebAuthnVerificationError")
    expect(one.reasons).toEqual(Array(2).fill(expect.stringMatching(/frame/)))
    expect(await again.browser.session()).toBeNull()
  })
})
