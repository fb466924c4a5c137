/**
 * What is in databases of applications. A change strands it; it is a new version of the format then, never an edit.
 */
import { createDecipheriv, hkdfSync } from "node:crypto"
import { describe, expect, it } from "vitest"
import { accountContext } from "../../src/keys/data/account-tokens.ts"
import { openData } from "../../src/keys/data/seal-data.ts"
import { createRing } from "../../src/keys/ring.ts"

const SECRET = "correct horse battery staple, but longer"
const PLACE = "account/github/1/refresh_token"
const SEALED = "lk1.DbKtZoDS.mJTaxcEgF9-S2xcQF1ONtEml1GVi3QCoznjYeamPNAGovQ"
const TAKEN_OVER = "lk1.DbKtZoDS.dJARnwqPoy6Up4Afp3YJtmyoRt-HV8a10Pm_mikk72XNeA.x2JmPq0a"

describe("sealed data of before", () => {
  it.each([
    [SEALED, null],
    [TAKEN_OVER, "x2JmPq0a"],
  ])("%s still opens", async (sealed, exposed) => {
    const ring = await createRing([SECRET], "test")
    expect(await openData(ring, sealed, PLACE)).toEqual({
      status: "ok",
      text: "golden",
      kid: "DbKtZoDS",
      exposed,
      current: true,
    })
  })

  it.each([
    [SEALED, ""],
    [TAKEN_OVER, "x2JmPq0a"],
  ])("%s, by hand: HKDF-SHA256, AES-256-GCM, and what is authenticated", (sealed, exposed) => {
    const key = hkdfSync("sha256", SECRET, "latchkey/v1", "latchkey/v1/data/A256GCM", 32)
    const body = Buffer.from(sealed.split(".")[2]!, "base64url")
    const cipher = createDecipheriv("aes-256-gcm", Buffer.from(key), body.subarray(0, 12))
    cipher.setAAD(Buffer.from(JSON.stringify(["lk1", "DbKtZoDS", exposed, PLACE])))
    cipher.setAuthTag(body.subarray(-16))
    const text = Buffer.concat([cipher.update(body.subarray(12, -16)), cipher.final()]).toString()
    expect(text).toBe("golden")
  })

  it("the place of an account's token", () => {
    const place = { provider: "github", providerAccountId: "1" }
    expect(accountContext(place, "refresh_token")).toBe(PLACE)
    const odd = { provider: "a/b", providerAccountId: "100%/c" }
    expect(accountContext(odd, "access_token")).toBe("account/a%2Fb/100%25%2Fc/access_token")
  })
})
