import type { Json } from "../support/bend.ts"
import { base64url } from "../support/keys.ts"
import type { Random } from "./random.ts"
import type { World } from "./world.ts"

const paths = ["/.well-known/openid-configuration", "/jwks", "/token", "/userinfo"]

/** Members that are changed or added, by document. */
const members: Record<string, readonly string[]> = {
  metadata: [
    "issuer",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
    "authorization_response_iss_parameter_supported",
    "id_token_signing_alg_values_supported",
    "code_challenge_methods_supported",
    "token_endpoint_auth_methods_supported",
    "userinfo_signing_alg_values_supported",
  ],
  key: ["kty", "kid", "alg", "use", "key_ops", "n", "e", "crv", "x5c"],
  header: ["alg", "kid", "typ", "crit", "b64", "jwk", "jku", "zip", "cty"],
  claims: "iss sub aud azp iat exp nbf nonce at_hash c_hash s_hash auth_time acr amr sid jti".split(
    " ",
  ),
  token: "access_token token_type expires_in refresh_token scope id_token error __proto__".split(
    " ",
  ),
  userinfo: ["sub", "name", "email", "iss", "aud", "__proto__", "_claim_names"],
}

/** What a member becomes, given what it was. */
const values: readonly [string, (was: unknown, random: Random) => unknown][] = [
  ["left out", () => undefined],
  ["null", () => null],
  ["true", () => true],
  ["false", () => false],
  ["zero", () => 0],
  ["negative", () => -1],
  ["huge", () => 1e308],
  ["empty", () => ""],
  ["a list", () => []],
  ["an object", () => ({})],
  ["in a list", (was) => [was]],
  ["twice in a list", (was) => [was, was]],
  ["beside another in a list", (was) => [was, "client-two"]],
  ["in an object", (was) => ({ value: was })],
  ["as text", (was) => String(was)],
  ["as a number", (was) => Number(was)],
  ["with a slash", (was) => `${String(was)}/`],
  ["with a space", (was) => `${String(was)} `],
  ["with a NUL", (was) => `${String(was)}\0`],
  ["in upper case", (was) => String(was).toUpperCase()],
  ["cut short", (was) => String(was).slice(0, -1)],
  ["another's", () => "https://evil.example"],
  [
    "a word",
    (_, random) =>
      random.pick([
        "none",
        "RS256",
        "HS256",
        "ES256",
        "enc",
        "bearer",
        "DPoP",
        "client-two",
        "3600",
        "soon",
      ]),
  ],
  ["sooner", (was) => (typeof was === "number" ? was - 1 : 1)],
  ["a minute sooner", (was) => (typeof was === "number" ? was - 70 : 1)],
  ["an hour sooner", (was) => (typeof was === "number" ? was - 3600 : 1)],
  ["a minute later", (was) => (typeof was === "number" ? was + 70 : 1)],
  ["an hour later", (was) => (typeof was === "number" ? was + 3600 : 1)],
  ["a fraction more", (was) => (typeof was === "number" ? was + 0.5 : 0.5)],
]

function member(world: World, random: Random): string {
  const name = random.pick([
    "claims",
    "claims",
    "claims",
    "token",
    "token",
    "header",
    "key",
    "metadata",
    "userinfo",
  ])
  const document = world[name as "claims"] as Json
  const key = random.pick(members[name]!)
  const [what, change] = random.pick(values)
  const value = change(document[key], random)
  // As JSON has it: `__proto__` is a member like any other.
  Object.defineProperty(document, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
  return `${name}.${key} ${what}`
}

function landing(world: World, random: Random): string {
  const names = [
    "code",
    "state",
    "iss",
    "error",
    "id_token",
    "access_token",
    "response",
    "session_state",
  ]
  const name = random.pick(names)
  const at = world.landing.findIndex(([known]) => known === name)
  const was = world.landing[at]?.[1] ?? "x"
  const [what, change] = random.pick(
    values.filter(([, of]) => typeof of(was, random) === "string" || of(was, random) === undefined),
  )
  const value = change(was, random)
  if (value === undefined) world.landing = world.landing.filter(([known]) => known !== name)
  else if (at >= 0 && random.chance(0.7)) world.landing[at] = [name, String(value)]
  else world.landing.push([name, String(value)])
  return `landing.${name} ${what}`
}

const texts: readonly [string, (text: string, random: Random) => string][] = [
  ["cut short", (text, random) => text.slice(0, random.below(text.length))],
  ["with a byte order mark", (text) => `\ufeff${text}`],
  ["with more behind it", (text) => `${text}x`],
  ["with space around", (text) => ` ${text}\n`],
  ["with a member twice", (text) => text.replace(/^\{("[^"]+":("[^"]*"|\d+))/, "{$1,$1")],
  [
    "with a member twice, the first another",
    (text) => text.replace(/^\{("[^"]+":)/, '{$1"evil",$1'),
  ],
  ["in a list", (text) => `[${text}]`],
  ["empty", () => ""],
  ["null", () => "null"],
  ["HTML", () => "<html>"],
  [
    "with a letter changed",
    (text, random) => {
      const at = random.below(text.length)
      return text.slice(0, at) + random.pick([...'aA0"{}[]:,\\ é']) + text.slice(at + 1)
    },
  ],
]

function text(world: World, random: Random): string {
  const path = random.pick(paths)
  const [what, change] = random.pick(texts)
  const fork = random.below(1_000_000)
  world.body[path] = (body) =>
    change(body, {
      ...random,
      below: (n: number) => fork % Math.max(1, n),
      pick: <T>(list: readonly T[]) => list[fork % list.length]!,
    } as Random)
  return `${path} ${what}`
}

function http(world: World, random: Random): string {
  const path = random.pick(paths)
  if (random.chance(0.5)) {
    const status = random.pick([
      201, 202, 203, 204, 301, 302, 304, 307, 400, 401, 403, 404, 429, 500, 503,
    ])
    world.status[path] = status
    return `${path} status ${status}`
  }
  const type = random.pick([
    "text/html",
    "text/plain",
    "application/jwt",
    "application/json; charset=utf-8",
    "APPLICATION/JSON",
    "application/jwk-set+json",
    "application/json, text/html",
    "",
  ])
  world.type[path] = type
  return `${path} type ${type}`
}

const tokens: readonly [string, (jwt: string, random: Random) => string][] = [
  ["without a signature", (jwt) => jwt.replace(/[^.]*$/, "")],
  ["of two parts", (jwt) => jwt.replace(/\.[^.]*$/, "")],
  ["of five parts", (jwt) => `${jwt}.AAAA.AAAA`],
  ["with padding", (jwt) => `${jwt}==`],
  ["in base64", (jwt) => jwt.replaceAll("-", "+").replaceAll("_", "/")],
  ["with a space", (jwt) => ` ${jwt}`],
  ["with alg none", (jwt) => `${base64url({ alg: "none" })}.${jwt.split(".")[1]}.`],
  [
    "with other claims",
    (jwt) =>
      jwt
        .split(".")
        .with(1, base64url({ sub: "grace" }))
        .join("."),
  ],
  [
    "with a letter changed",
    (jwt, random) => {
      const at = random.below(jwt.length)
      return jwt.slice(0, at) + (jwt[at] === "A" ? "B" : "A") + jwt.slice(at + 1)
    },
  ],
]

function idToken(world: World, random: Random): string {
  if (random.chance(0.2)) {
    world.signer = random.pick(["forged", "ec"])
    return `signed by ${world.signer}`
  }
  const [what, change] = random.pick(tokens)
  const fork = random.below(1_000_000)
  world.idToken = (jwt) => change(jwt, { below: (n: number) => fork % n } as Random)
  return `ID token ${what}`
}

/** Changes a world in one to three ways. */
export function mutate(world: World, random: Random): void {
  for (let left = 1 + random.below(3); left > 0; left--) {
    const kind = random.pick([member, member, member, member, landing, text, http, idToken])
    world.done.push(kind(world, random))
  }
}
