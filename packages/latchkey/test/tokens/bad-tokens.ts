/** What is wrong with a token, by the rows of the checklist: how to make one that has it. */
import { createHmac } from "node:crypto"
import type { Format } from "../../src/keys/model.ts"
import { SECRET } from "./door.ts"
import { claims, forge, headerOf, join, now, type Parts } from "./forge.ts"

export interface BadToken {
  readonly row: string
  readonly name: string
  make(format: Format): Promise<string>
}

const json = (value: unknown): string => JSON.stringify(value)

function withHeader(row: string, more: object, name = json(more)): BadToken {
  return {
    row,
    name: `header with ${name.slice(0, 60)}`,
    make: async (format) =>
      join(await forge(format, json({ ...(await headerOf(format)), ...more }), json(claims()))),
  }
}

function withPayload(row: string, payload: string | Uint8Array, name?: string): BadToken {
  return {
    row,
    name: `payload ${name ?? String(payload).slice(0, 60)}`,
    make: async (format) => join(await forge(format, json(await headerOf(format)), payload)),
  }
}

function withParts(row: string, name: string, change: (parts: Parts) => Parts | string): BadToken {
  return {
    row,
    name,
    make: async (format) => {
      const made = change(await forge(format, json(await headerOf(format)), json(claims())))
      return typeof made === "string" ? made : join(made)
    },
  }
}

const algorithms: readonly BadToken[] = [
  ...["none", "None", "nOnE", "NONE", "", [], ["dir"], null, 1, {}, "DIR", "dir "].map((alg) =>
    withHeader("JX-1", { alg }),
  ),
  ...["A128KW", "A256KW", "A256GCMKW", "RSA1_5", "RSA-OAEP", "RSA-OAEP-256", "ECDH-ES"].map((alg) =>
    withHeader("JX-3", { alg }),
  ),
  ...["ECDH-ES+A256KW", "PBES2-HS256+A128KW", "PBES2-HS512+A256KW"].map((alg) =>
    withHeader("JX-3", { alg, epk: {}, p2s: "AAAA", p2c: 1000 }, alg),
  ),
  withParts("JX-3", "a key that is wrapped, though it is used directly", (parts) => ({
    ...parts,
    key: "AAAA",
  })),
  ...["A128GCM", "A192GCM", "A128CBC-HS256", "A192CBC-HS384", "a256gcm", "", "none"].map((enc) =>
    withHeader("JX-4", { enc }),
  ),
  ...[null, 7, ["A256GCM"], {}].map((enc) => withHeader("JX-4", { enc })),
  {
    row: "JX-4",
    name: "the other cipher's name over this one's bytes",
    make: async (format) => {
      const header = await headerOf(format)
      const enc = header["enc"] === "A256GCM" ? "A256CBC-HS512" : "A256GCM"
      return join(await forge(format, json({ ...header, enc }), json(claims())))
    },
  },
]

const extensions: readonly BadToken[] = [
  ...["DEF", "def", "GZ", "", null, true, ["DEF"]].map((zip) => withHeader("JX-5", { zip })),
  ...[2 ** 31 - 1, -1, 0.5, "1000", null, 1e308].flatMap((p2c) => [
    withHeader("JX-6", { p2c }),
    withHeader("JX-6", { alg: "PBES2-HS512+A256KW", p2c, p2s: "AAAA" }),
  ]),
  ...["../../x", "' OR 1=1 --", "\0", "__proto__", "constructor", "x".repeat(600), ""].map((kid) =>
    withHeader("JX-7", { kid }),
  ),
  withHeader("JX-7", { kid: "x".repeat(1_000_000) }, "a kid of a million characters"),
  ...[["a"], {}, { toString: 1 }, 7, null, true].map((kid) => withHeader("JX-7", { kid })),
  ...[[], ["exp"], ["b64"], ["zip"], "exp", [1], null, {}, ["kid", "kid"]].map((crit) =>
    withHeader("JX-8", { crit }),
  ),
  withHeader("JX-8", { crit: ["urn:x"], "urn:x": 1 }),
  ...["jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "epk", "apu", "apv", "iv", "tag", "b64"].map(
    (name) => withHeader("JX-9", { [name]: "https://evil.example" }),
  ),
]

const exp = (value: string): string => `{"sub":"ada","exp":${value}}`

const contents: readonly BadToken[] = [
  ...["1e400", '"9999999999"', "null", "true", "[]", "{}", "-1", "0", '"x"', "-1e400"].map(
    (value) => withPayload("JX-10", exp(value)),
  ),
  ...["", " ", "null", "1", '"text"', "[]", '[{"sub":"ada"}]', "{", "{}{}", "undefined"].map(
    (text) => withPayload("JX-10", text, json(text)),
  ),
  withPayload("JX-10", `\uFEFF${json(claims())}`, "after a byte order mark"),
  withPayload(
    "JX-10",
    Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    "that is not UTF-8",
  ),
  withPayload("JX-10", Buffer.from(json(claims()), "utf16le"), "in UTF-16"),
  withPayload("JX-2", signed(), "that is a signed token"),
  withPayload("JX-14", json({ ...claims(), nbf: now() + 600 }), "of the future"),
  withPayload("JX-14", json({ ...claims(), nbf: "soon" }), "with a beginning that is no time"),
  withPayload("JX-14", json({ ...claims(), exp: now() - 16 }), "that ended 16 seconds ago"),
]

/** HS256, with the secret itself as its key. */
function signed(header: object = { alg: "HS256", typ: "JWT" }): string {
  const text = [header, claims()].map((part) => Buffer.from(json(part)).toString("base64url"))
  const mac = createHmac("sha256", SECRET).update(text.join(".")).digest("base64url")
  return [...text, mac].join(".")
}

const forms: readonly BadToken[] = [
  withParts("JX-2", "a signed token in its place", () => signed()),
  withParts("JX-2", "an unsigned token in its place", () => signed({ alg: "none" })),
  withParts("JX-2", "the same without a signature", () =>
    signed({ alg: "none" }).replace(/[^.]+$/, ""),
  ),
  withParts("JX-2", "a signed token in five parts", () => `${signed()}..`),
  ...(["header", "iv", "ciphertext", "tag"] as const).flatMap((name) => [
    withParts("JX-11", `${name} with padding`, (parts) => ({
      ...parts,
      [name]: `${parts[name]}=`,
    })),
    withParts("JX-11", `${name} with two of padding`, (parts) => ({
      ...parts,
      [name]: `${parts[name]}==`,
    })),
    withParts("JX-11", `${name} with a space`, (parts) => ({
      ...parts,
      [name]: `${parts[name].slice(0, 4)} ${parts[name].slice(4)}`,
    })),
    withParts("JX-11", `${name} with a line's end`, (parts) => ({
      ...parts,
      [name]: `${parts[name]}\n`,
    })),
    withParts("JX-11", `${name} with a sign of another alphabet`, (parts) => ({
      ...parts,
      [name]: `${parts[name].slice(0, 4)}+/${parts[name].slice(6)}`,
    })),
    withParts("JX-11", `${name} empty`, (parts) => ({ ...parts, [name]: "" })),
    withParts("JX-11", `${name} with one character more`, (parts) => ({
      ...parts,
      [name]: `${parts[name]}A`,
    })),
    withParts("JX-12", `${name} without its last character`, (parts) => ({
      ...parts,
      [name]: parts[name].slice(0, -1),
    })),
  ]),
  withParts("JX-11", "four parts", (parts) => join(parts).replace("..", ".")),
  withParts("JX-11", "six parts", (parts) => `${join(parts)}.AAAA`),
  withParts("JX-11", "six parts, the first empty", (parts) => `.${join(parts)}`),
  withParts("JX-16", "a hundred thousand characters more", (parts) => ({
    ...parts,
    ciphertext: "A".repeat(100_000),
  })),
  withParts("JX-18", "JSON, general", ({ header, iv, ciphertext, tag }) =>
    json({ protected: header, recipients: [{}], iv, ciphertext, tag }),
  ),
  withParts("JX-18", "JSON, flattened", ({ header, iv, ciphertext, tag }) =>
    json({ protected: header, iv, ciphertext, tag }),
  ),
  withParts("JX-18", "JSON, flattened, of a signature", () => {
    const [head, payload, signature] = signed().split(".")
    return json({ protected: head, payload, signature })
  }),
]

export const badTokens: readonly BadToken[] = [...algorithms, ...extensions, ...contents, ...forms]
