import { describe, expect, it } from "vitest"
import { Detector, encodings } from "./detector.ts"
import { textsOf } from "./walk.ts"

const value = 'Kx2+J0S8m1/w4uW"v7ZrT-aLd_eFg&bC3nPoQiR6sUk='
const canary = { name: "canary", value }
const found = (output: string | Uint8Array): string[] =>
  new Detector([canary]).search("self", output).map(({ encoding }) => encoding)

/** The value as others would write it, with something before and after it. */
const written: Record<string, (text: string) => string> = {
  utf8: (text) => text,
  "a piece of it": (text) => text.slice(5, 25),
  base64: (text) => Buffer.from(text).toString("base64"),
  "base64 after one byte": (text) => Buffer.from(`.${text}.`).toString("base64"),
  "base64 after two bytes": (text) => Buffer.from(`..${text}`).toString("base64"),
  base64url: (text) => Buffer.from(`"${text}"`).toString("base64url"),
  "HTTP Basic": (text) =>
    btoa(`app:${encodeURIComponent(text).replaceAll("-", "%2D").replaceAll("_", "%5F")}`),
  "base64 of base64": (text) =>
    Buffer.from(`:${Buffer.from(`basic:${text}`).toString("base64")}`).toString("base64"),
  "base64 of JSON": (text) => Buffer.from(JSON.stringify({ a: text })).toString("base64"),
  hex: (text) => Buffer.from(text).toString("hex"),
  HEX: (text) => Buffer.from(text).toString("hex").toUpperCase(),
  encodeURIComponent,
  "a form": (text) => new URLSearchParams({ token: text }).toString(),
  "each byte percent-encoded": (text) =>
    Buffer.from(text).toString("hex").replaceAll(/(..)/g, "%$1"),
  JSON: (text) => JSON.stringify({ text }),
  "JSON in JSON": (text) => JSON.stringify(JSON.stringify({ text })),
  "each character as \\u": (text) =>
    [...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""),
  HTML: (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("+", "&#43;"),
  "two bytes for a character": (text) => Buffer.from(text, "utf16le").toString("latin1"),
}

describe("the detector finds what was planted", () => {
  it.each(Object.entries(written))("as %s", (_, write) => {
    expect(found(`before ${write(value)} after`)).not.toEqual([])
    expect(found(Buffer.from(`\0\x01${write(value)}\0`, "latin1"))).not.toEqual([])
  })

  it("in six encodings and more, and looks for nothing so short that it is everywhere", () => {
    expect(Object.keys(encodings).length).toBeGreaterThanOrEqual(6)
    for (const [name, encode] of Object.entries(encodings)) {
      for (const needle of encode(value)) expect(needle.length, name).toBeGreaterThan(10)
    }
  })

  it("and nothing where there is nothing", () => {
    const other = "Zm9v-another-value-of-the-same-length-0123456789"
    for (const write of Object.values(written)) expect(found(write(other))).toEqual([])
    expect(found("")).toEqual([])
  })

  it("an allowance is for one canary in one channel", () => {
    const allowed = [{ canary: "canary", channel: /^mail$/, why: "it is the mail" }]
    const detector = new Detector([canary, { name: "other", value: "other-0123456789" }], allowed)
    detector.search("mail", `${value} other-0123456789`)
    detector.search("log", value)
    expect(detector.leaks).toMatchObject([
      { canary: "other", channel: "mail" },
      { canary: "canary", channel: "log" },
    ])
    expect([...detector.used]).toEqual(allowed)
  })
})

/** Somewhere in a thing that is thrown, logged or posted. */
const hidden: Record<string, () => unknown> = {
  message: () => new Error(`no: ${value}`),
  stack: () => Object.assign(new Error("no"), { stack: value }),
  "a cause of a cause": () =>
    new Error("no", { cause: new Error("no", { cause: { deep: value } }) }),
  "an error among others": () => new AggregateError([new Error(value)], "no"),
  "a property that is not enumerable": () =>
    Object.defineProperty(new Error("no"), "quiet", { value, enumerable: false }),
  "a symbol": () => ({ [Symbol("quiet")]: value }),
  "a getter": () => ({
    get loud(): string {
      return value
    },
  }),
  toJSON: () => ({ toJSON: () => value }),
  "a map in a set": () => new Set([new Map([["key", value]])]),
  "a name of a property": () => ({ [value]: 1 }),
  bytes: () => ({ key: Buffer.from(value) }),
  "arguments of a command": () =>
    Object.assign(new Error("no"), { command: { name: "auth", args: [value] } }),
}

describe("what is walked over is walked over whole", () => {
  it.each(Object.entries(hidden))("%s", (_, make) => {
    expect(textsOf(make()).flatMap(found)).not.toEqual([])
  })
})
