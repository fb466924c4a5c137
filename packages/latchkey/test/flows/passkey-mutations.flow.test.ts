/**
 * Every step of the two ceremonies (WebAuthn Level 3 §7.1, §7.2) broken once, with each kind of key: what is wrong is
 * refused, the log has the reason, and nothing is stored.
 */
import { randomBytes } from "node:crypto"
import { beforeAll, describe, expect, it } from "vitest"
import {
  type Algorithm,
  algorithms,
  type CredentialKey,
  makeKey,
} from "../support/webauthn/algorithms.ts"
import {
  base64url,
  BS,
  create,
  get,
  type Mutation,
  type Passkey,
} from "../support/webauthn/ceremony.ts"
import { PasskeySite } from "../support/webauthn/site.ts"
import { accepted } from "./passkey-mutations/accepted.ts"
import { authentication } from "./passkey-mutations/authentication.ts"
import { registration } from "./passkey-mutations/registration.ts"
import { ofKey } from "./passkey-mutations/registration-keys.ts"
import { attested } from "./passkey-mutations/registration-objects.ts"

const passkeyOf = (key: CredentialKey): Passkey => ({
  id: randomBytes(32),
  key,
  userHandle: base64url(randomBytes(48)),
  counter: 0,
})

describe.each(algorithms)("a registration with %s", (algorithm) => {
  let key: CredentialKey
  beforeAll(async () => {
    key = await makeKey(algorithm)
  })

  async function refused(reason: RegExp, mutation: Mutation, packed = false): Promise<void> {
    const site = new PasskeySite()
    const { browser, asked } = await site.ask("register")
    const kind = packed ? "packed" : "none"
    const answer = await create(asked, passkeyOf(key), mutation, kind)
    expect(await site.reply(browser, "register", answer)).toBe("WebAuthnVerificationError")
    expect(site.reasons).toEqual([expect.stringMatching(reason)])
    expect(await browser.session()).toBeNull()
    expect(await site.adapter.getUserByEmail(site.email)).toBeNull()
    expect(browser.names().filter((name) => name.includes("challenge"))).toEqual([])
  }

  it.each(registration)("%s: %s", async (_, __, reason, mutation) => refused(reason, mutation))
  it.each(ofKey.filter(([kind]) => kind === algorithm))(
    "%s, %s: %s",
    async (_, __, ___, reason, mutation) => refused(reason, mutation),
  )
  it.each(attested)("%s, signed by the key: %s", async (_, __, reason, mutation) =>
    refused(reason, mutation, true),
  )

  it.each(accepted)("takes %s", async (_, mutation) => {
    const site = new PasskeySite()
    const passkey = passkeyOf(key)
    await site.register(passkey, mutation)
    expect(await site.enter(passkey, mutation)).toBe(site.email)
    expect(site.reasons).toEqual([])
  })
})

describe.each(algorithms)("a sign-in with %s", (algorithm: Algorithm) => {
  const site = new PasskeySite()
  let passkey: Passkey
  beforeAll(async () => {
    passkey = passkeyOf(await makeKey(algorithm))
    await site.register(passkey)
    // So that a counter can go back.
    for (let use = 0; use < 3; use++) await site.enter(passkey)
  })

  it.each(authentication)("%s: %s", async (_, __, reason, mutation) => {
    site.reasons.length = 0
    const { browser, asked } = await site.ask("authenticate")
    const answer = await get(asked, passkey, mutation)
    expect(await site.reply(browser, "authenticate", answer)).toBe("WebAuthnVerificationError")
    expect(site.reasons).toEqual([expect.stringMatching(reason)])
    expect(await browser.session()).toBeNull()
    expect(browser.names().filter((name) => name.includes("challenge"))).toEqual([])
    expect(await site.enter(passkey)).toBe(site.email)
  })

  it("WA-A9: whether it is backed up is stored with each use", async () => {
    const id = base64url(passkey.id)
    const stored = async (): Promise<unknown> =>
      (await site.adapter.getAuthenticator(id))?.credentialBackedUp
    for (const isBackedUp of [false, true, true, false, true]) {
      const data: Mutation["data"] = (all) => {
        if (!isBackedUp) all.flags &= ~BS
      }
      expect(await site.enter(passkey, { data })).toBe(site.email)
      expect(await stored()).toBe(isBackedUp)
    }
  })

  it("WA-A9: an answer that is refused changes nothing of it", async () => {
    const { browser, asked } = await site.ask("authenticate")
    const answer = await get(asked, passkey, {
      data: (all) => {
        all.flags &= ~BS
      },
      signature: (all) => all.map((byte, at) => (at === all.length - 1 ? byte ^ 1 : byte)),
    })
    expect(await site.reply(browser, "authenticate", answer)).toBe("WebAuthnVerificationError")
    const row = await site.adapter.getAuthenticator(base64url(passkey.id))
    expect(row!.credentialBackedUp).toBe(true)
  })

  it("WA-A10: the signature of another passkey of the kind", async () => {
    site.reasons.length = 0
    const { browser, asked } = await site.ask("authenticate")
    const other = { ...passkey, key: await makeKey(algorithm) }
    const answer = await get(asked, other)
    expect(await site.reply(browser, "authenticate", answer)).toBe("WebAuthnVerificationError")
    expect(site.reasons).toEqual([expect.stringMatching(/signature/)])
  })
})
