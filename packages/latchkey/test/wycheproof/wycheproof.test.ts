/**
 * The vectors of Project Wycheproof, held against our own code where it stands on them, and else against what it stands
 * on. Where we judge otherwise than they do, the subject says which cases these are, how many, and why.
 */
import { describe, expect, it } from "vitest"
import * as jose from "./subjects/jose.ts"
import * as passkeys from "./subjects/passkeys.ts"
import * as platform from "./subjects/platform.ts"
import * as primitives from "./subjects/primitives.ts"
import { groupsOf, present } from "./vectors.ts"
import { judge, type Subject } from "./verdicts.ts"

/** The files, how many cases each has, and who is held against them. */
const files: readonly (readonly [string, number, readonly Subject[]])[] = [
  ["a256cbc_hs512", 94, primitives.aesCbcHmac],
  ["aes_gcm", 316, primitives.aesGcm],
  ["hkdf_sha256", 86, primitives.hkdfSha256],
  ["hkdf_sha512", 83, platform.hkdfSha512],
  ["hmac_sha256", 174, primitives.hmacSha256],
  ["hmac_sha512", 174, primitives.hmacSha512],
  ["ecdsa_secp256r1_sha256_p1363", 262, [platform.ecdsaP1363]],
  ["ecdsa_secp256r1_sha256", 484, passkeys.ecdsaDer],
  ["ed25519", 151, [platform.ed25519, ...passkeys.ed25519]],
  ["rsa_signature_2048_sha256", 259, [platform.rsaSha256, ...passkeys.rsaSha256]],
  ["json_web_signature", 401, jose.signature],
  ["json_web_encryption", 139, jose.encryption],
  ["json_web_key", 26, jose.key],
  ["json_web_crypto", 83, jose.both],
]

describe.each(files)("Wycheproof %s, %i cases", (file, cases, subjects) => {
  it.skipIf(!present).each(subjects)("$name", async (subject) => {
    const tally = await judge(groupsOf(file), subject)
    expect(tally.surprises).toEqual([])
    expect(tally.cases).toBe(cases)
    const said = (subject.deviations ?? []).map((one) => [one.why, one.cases])
    expect(tally.explained).toEqual(Object.fromEntries(said))
  })
})
