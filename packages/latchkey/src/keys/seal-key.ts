import { type Aead, type Bytes, crypto, type MaybePromise } from "../crypto/index.ts"
import { DERIVATION_SALT, derivationInfo } from "./purpose.ts"
import type { Format, RingKey, SealKey, SealSpec } from "./model.ts"

interface Recipe {
  readonly length: 32 | 64
  readonly enc: "A256GCM" | "A256CBC-HS512"
  salt(spec: SealSpec): string
  info(spec: SealSpec): string
}

/** How each format derives its keys. Frozen: see the golden vectors in `test/golden`. */
const recipes: Record<Format, Recipe> = {
  own: {
    length: 32,
    enc: "A256GCM",
    salt: () => DERIVATION_SALT,
    // What is sealed under a name of the application's own opens under that name alone.
    info: ({ purpose, salt }) =>
      `${derivationInfo(purpose, "A256GCM")}${salt === "" ? "" : `/${salt}`}`,
  },
  v5: {
    length: 64,
    enc: "A256CBC-HS512",
    salt: (spec) => spec.salt,
    info: (spec) => `Auth.js Generated Encryption Key (${spec.salt})`,
  },
  "v5-gcm": {
    length: 32,
    enc: "A256GCM",
    salt: (spec) => spec.salt,
    info: (spec) => `Auth.js Generated Encryption Key (${spec.salt})`,
  },
  v4: {
    length: 32,
    enc: "A256GCM",
    salt: (spec) => spec.salt,
    info: (spec) =>
      `NextAuth.js Generated Encryption Key${spec.salt === "" ? "" : ` (${spec.salt})`}`,
  },
}

/** The derived key for a specification; derived once per key. */
export function sealKey(key: RingKey, spec: SealSpec): MaybePromise<SealKey> {
  const { format, purpose, salt } = spec
  const id = format === "own" ? `own ${purpose} ${salt}` : `${format} ${salt}`
  const known = key.derived.get(id)
  if (known) return known
  const made = derive(key, spec)
  key.derived.set(id, made)
  if (made instanceof Promise) {
    made.then(
      (ready) => key.derived.set(id, ready),
      () => key.derived.delete(id),
    )
  }
  return made
}

function derive(key: RingKey, spec: SealSpec): MaybePromise<SealKey> {
  const recipe = recipes[spec.format]
  const bytes = crypto.hkdfSha256(
    key.material.reveal(),
    recipe.salt(spec),
    recipe.info(spec),
    recipe.length,
  )
  return bytes instanceof Promise
    ? bytes.then((derived) => build(key, spec.format, recipe, derived))
    : build(key, spec.format, recipe, bytes)
}

function build(key: RingKey, format: Format, recipe: Recipe, bytes: Bytes): MaybePromise<SealKey> {
  const aead = recipe.length === 64 ? crypto.aesCbcHmac(bytes) : crypto.aesGcm(bytes)
  const kid = format === "own" ? key.id : format === "v4" ? undefined : thumbprint(bytes)
  if (aead instanceof Promise || kid instanceof Promise) {
    return Promise.all([aead, kid]).then(([a, k]) => finish(key, format, recipe, a, k))
  }
  return finish(key, format, recipe, aead, kid)
}

function finish(
  key: RingKey,
  format: Format,
  recipe: Recipe,
  aead: Aead,
  kid: string | undefined,
): SealKey {
  const json = JSON.stringify({ alg: "dir", enc: recipe.enc, kid })
  const header = crypto.toBase64url(crypto.toUtf8(json))
  return { key, format, header, aad: crypto.toUtf8(header), aead }
}

/** RFC 7638 thumbprint of a symmetric key, with the hash that is as long as the key. */
function thumbprint(bytes: Bytes): MaybePromise<string> {
  const jwk = `{"k":"${crypto.toBase64url(bytes)}","kty":"oct"}`
  const digest = bytes.length === 64 ? crypto.sha512(jwk) : crypto.sha256(jwk)
  return digest instanceof Promise ? digest.then(crypto.toBase64url) : crypto.toBase64url(digest)
}
