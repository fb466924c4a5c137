import { crypto } from "../../../src/crypto/index.ts"
import { type SealKey, type SealSpec } from "../../../src/keys/model.ts"
import { open } from "../../../src/keys/open.ts"
import { createRing } from "../../../src/keys/ring.ts"
import { sealKey } from "../../../src/keys/seal-key.ts"
import { openJws } from "../../../src/oauth/compact-jws.ts"
import { macHash, macKey } from "../../../src/oauth/client-mac.ts"
import { providerKeys } from "../../../src/oauth/logout-keys.ts"
import type { OAuthProvider } from "../../../src/oauth/provider.ts"
import type { Case, Group } from "../vectors.ts"
import type { Deviation, Subject } from "../verdicts.ts"

interface Jwk {
  readonly kty: string
  readonly kid?: string
  readonly alg?: string
  readonly k?: string
}

/** The keys of a group, as they would be configured or published. */
function keysOf(group: Group): readonly Jwk[] {
  const given = group["public"] ?? group["private"]
  return given.keys ?? [given]
}

/** As a provider's: one secret is the client's; all else is a key set at an address. */
async function acceptsJws(group: Group, { jws }: Case): Promise<boolean> {
  if (typeof jws !== "string") return false
  const keys = keysOf(group)
  const [first] = keys
  if (keys.length === 1 && first?.kty === "oct") return acceptsMac(first, jws)
  // Registered for the first algorithm that is signed with a public key.
  const alg = keys.find(({ kty }) => kty !== "oct")?.alg ?? ""
  const opened = await openJws(jws, providerKeys(publisher(keys), URL_OF_KEYS), [alg])
  return opened.status === "ok"
}

async function acceptsMac({ alg, k = "" }: Jwk, jws: string): Promise<boolean> {
  // RFC 7520 has a key without one: its example is of HS256.
  const hash = macHash(alg ?? "HS256")
  if (!hash) return false
  let key: Uint8Array<ArrayBuffer>
  try {
    key = macKey(new Uint8Array(Buffer.from(k, "base64url")), hash)
  } catch {
    return false
  }
  return (await openJws(jws, key, [alg ?? "HS256"])).status === "ok"
}

const URL_OF_KEYS = "https://issuer.example/jwks"

function publisher(keys: readonly Jwk[]): OAuthProvider<any> {
  const fetch = async () => Response.json({ keys })
  return { id: "vectors", fetch, allowInsecure: false } as unknown as OAuthProvider<any>
}

const SPECS: readonly SealSpec[] = Object.freeze([
  { format: "own", purpose: "session", salt: "" },
  { format: "v5", purpose: "session", salt: "vectors" },
  { format: "v5-gcm", purpose: "session", salt: "vectors" },
  { format: "v4", purpose: "session", salt: "" },
])

/** Opens with the vectors' own key in the place of each derived one that it fits. */
async function acceptsJwe(group: Group, { jwe }: Case): Promise<boolean> {
  if (typeof jwe !== "string") return false
  const [jwk] = keysOf(group)
  const raw = new Uint8Array(Buffer.from(jwk?.k ?? "", "base64url"))
  const ring = await createRing([`vectors ${jwk?.kid} ${jwk?.k}`], "vectors")
  const made = await Promise.all(SPECS.map(async (spec) => sealKey(ring.keys[0]!, spec)))
  const openers = new Map<string, SealKey[]>()
  for (const key of made) openers.set(key.header, [{ ...key, aead: await aeadOf(key, raw) }])
  // Under whatever header the token has, too: were it not for its form, the key would fit.
  openers.set(jwe.split(".")[0]!, [...openers.values()].flat())
  ring.openers.set(SPECS.map((s) => `${s.format} ${s.purpose} ${s.salt}\n`).join(""), openers)
  return (await open(ring, SPECS, jwe)).status === "ok"
}

async function aeadOf({ aead }: SealKey, raw: Uint8Array<ArrayBuffer>): Promise<SealKey["aead"]> {
  if (aead.ivLength === 12 && raw.length === 32) return crypto.aesGcm(raw)
  return aead.ivLength === 16 && raw.length === 64 ? crypto.aesCbcHmac(raw) : aead
}

const OTHER_JWE =
  "our tokens are sealed by one algorithm, `dir`, with the keys of A256GCM or A256CBC-HS512: nothing else is opened"

const isJwe = (_: Group, { jwe, result }: Case): boolean => jwe !== undefined && result === "valid"

const jwe: Subject = {
  name: "a sealed token of ours",
  accepts: acceptsJwe,
  deviations: [{ why: OTHER_JWE, cases: 65, of: isJwe }],
}

const isSymmetricSet = (group: Group): boolean =>
  keysOf(group).length > 1 && keysOf(group).some(({ kty }) => kty === "oct")

const SECRET_IN_SET =
  "a secret is the configuration's: one that stands in a key set is never used, whoever published it"

const secretInSet = (cases: number): Deviation => ({
  why: SECRET_IN_SET,
  cases,
  of: (group, { jws, result }) => jws !== undefined && isSymmetricSet(group) && result === "valid",
})

const ofCases =
  (...ids: readonly number[]): Deviation["of"] =>
  (_, { tcId }) =>
    ids.includes(tcId)

/** Of RFC 7520 and of the alphabet, in the set of signatures. */
const signatureDeviations: readonly Deviation[] = [
  {
    why: "the key is published for another algorithm than the token's: a key has one",
    cases: 4,
    of: ofCases(346, 347, 350, 351),
  },
  {
    why: "RFC 7515 §2: a character outside of base64url is refused, though others skip it",
    cases: 2,
    of: ofCases(372, 373),
  },
  {
    why: "the text is that of case 357, which is valid: the padding that it is about is not in it",
    cases: 2,
    of: ofCases(367, 370),
  },
]

const weakKeys = (...ids: readonly number[]): Deviation => ({
  why: "a weak key (of the ROCA kind, or with the exponent 1) is not detected: what a provider publishes is the provider's to see to",
  cases: ids.length,
  of: ofCases(...ids),
})

export const signature: readonly Subject[] = [
  {
    name: "a token signed by a provider",
    accepts: acceptsJws,
    deviations: signatureDeviations,
  },
]

export const encryption: readonly Subject[] = [jwe]

export const key: readonly Subject[] = [
  {
    name: "a token signed by a provider",
    accepts: acceptsJws,
    deviations: [secretInSet(1), weakKeys(7, 9)],
  },
]

export const both: readonly Subject[] = [
  {
    name: "a token signed by a provider, or sealed by us",
    accepts: (group, test) => ("jwe" in test ? acceptsJwe : acceptsJws)(group, test),
    deviations: [{ why: OTHER_JWE, cases: 2, of: isJwe }, secretInSet(1), weakKeys(46)],
  },
]
