import type { Random } from "./random.ts"

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
const STRANGE = ["=", "+", "/", " ", "\n", "\t", "\0", "é", ".", "..", "%", "\uFEFF"]

/** Changes a token; `other` is a second genuine one of the same kind, to take parts from. */
export function mutate(random: Random, token: string, other: string): string {
  const times = 1 + random.below(3)
  let text = token
  for (let i = 0; i < times; i++) text = random.of(mutations)(random, text, other)
  return text
}

type Mutation = (random: Random, token: string, other: string) => string

const mutations: readonly Mutation[] = [
  /** Nothing: the genuine one has to be in between. */
  (_, token) => token,
  (random, token) => splice(random, token, 1, random.of([...ALPHABET])),
  (random, token) => splice(random, token, 0, random.of([...ALPHABET])),
  (random, token) => splice(random, token, 1 + random.below(8), ""),
  (random, token) => splice(random, token, random.below(2), random.of(STRANGE)),
  (random, token) => token.slice(0, random.below(token.length + 1)),
  (random, token) => splice(random, token, 1, flipCase(token[random.below(token.length)] ?? "a")),
  (random, token, other) => ofParts(random, token, (part, at) => other.split(".")[at] ?? part),
  (random, token) => ofParts(random, token, (part) => `${part}${random.of(["=", "==", "A", ""])}`),
  (random, token) => ofParts(random, token, (part) => otherEnd(random, part)),
  (random, token) => ofParts(random, token, () => ""),
  (random, token) => swapped(random, token),
  (random, token) => withHeader(random, token),
  (random, token) => withPayload(random, token),
]

function splice(random: Random, text: string, remove: number, insert: string): string {
  const at = random.below(text.length + 1)
  return text.slice(0, at) + insert + text.slice(at + remove)
}

function flipCase(character: string): string {
  const upper = character.toUpperCase()
  return upper === character ? character.toLowerCase() : upper
}

function ofParts(
  random: Random,
  token: string,
  change: (part: string, at: number) => string,
): string {
  const parts = token.split(".")
  const at = random.below(parts.length)
  parts[at] = change(parts[at]!, at)
  return parts.join(".")
}

/** Another last character: often the same bytes to a lax decoder. */
function otherEnd(random: Random, part: string): string {
  return part.slice(0, -1) + random.of([...ALPHABET])
}

function swapped(random: Random, token: string): string {
  const parts = token.split(".")
  const [a, b] = [random.below(parts.length), random.below(parts.length)]
  const kept = parts[a]!
  parts[a] = parts[b]!
  parts[b] = kept
  return parts.join(".")
}

const values: readonly unknown[] = [
  "none",
  "dir",
  "HS256",
  "RS256",
  "ES256",
  "A256GCM",
  "A128GCM",
  "A256CBC-HS512",
  "DEF",
  "JWT",
  "",
  null,
  0,
  -1,
  1e308,
  true,
  [],
  {},
  ["dir"],
  ["exp"],
  "https://evil.example",
]

const members = "alg enc kid typ cty zip crit jwk jku x5c x5u b64 p2c apu iv tag epk".split(" ")
const claimed = "iss sub aud exp iat nbf nonce azp at_hash jti sid email".split(" ")

function withHeader(random: Random, token: string): string {
  return changed(random, token, 0, members)
}

function withPayload(random: Random, token: string): string {
  return changed(random, token, 1, claimed)
}

function changed(random: Random, token: string, at: 0 | 1, names: readonly string[]): string {
  const parts = token.split(".")
  const object = parsed(parts[at] ?? "")
  if (!object) return token
  const name = random.of(names)
  if (random.below(4) === 0) delete object[name]
  else object[name] = random.of(values)
  const text = random.below(3) === 0 ? JSON.stringify(object, null, 1) : JSON.stringify(object)
  parts[at] = Buffer.from(text).toString("base64url")
  return parts.join(".")
}

function parsed(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString())
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
