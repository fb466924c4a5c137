/** What is remembered of hosts and URLs: as much as helps, never more than is bounded, and never the answer of trust. */
import { beforeEach, describe, expect, it } from "vitest"
import { type BoundedMap, sharedMemo } from "../crypto/memo.ts"
import { isLoopbackUrl, resolveOrigin } from "./origin.ts"

const memoOf = <T>(name: string): T => sharedMemo<T>(name, () => expect.fail(`no memo ${name}`))
const headersOf = (headers: Record<string, string> = {}) => ({
  get: (name: string) => headers[name] ?? null,
})
const asked = (
  requestUrl: string | undefined,
  headers?: Record<string, string>,
  trustHost = true,
) => resolveOrigin({ trustHost, requestUrl, headers: headersOf(headers) })
const said = (url: string) => resolveOrigin({ url, trustHost: false, headers: headersOf() })

// Each is made where it is first asked for.
asked("http://a.example/")
said("https://a.example")
type Memo = BoundedMap<string, unknown>
const sites = memoOf<{ http: Memo; https: Memo }>("sites")
const hosts = memoOf<Memo>("hosts-of-urls")
const origins = memoOf<Memo>("said-origins")
const namesIn = (memo: Memo): string[] => memo.entries().map(([name]) => name)
beforeEach(() => {
  for (const memo of [sites.http, sites.https, hosts, origins]) memo.clear()
})

/** A host name of so many characters, in labels that may be. */
const hostOf = (length: number): string => {
  const name = "a.".repeat(200).slice(0, length - 8)
  return `${name.endsWith(".") ? `${name.slice(0, -1)}b` : name}.example`
}

describe("the host of a request's URL", () => {
  it.each([
    ["http://a.example/x", "http://a.example"],
    ["http://a.example?x", "http://a.example"],
    ["http://a.example#x", "http://a.example"],
    ["http://a.example\\x", "http://a.example"],
    ["http://a.example:81/x", "http://a.example:81"],
    ["http://a.example", "http://a.example"],
    ["https://a.example/x//https://b.example", "https://a.example"],
  ])("of %s is remembered by what stands before its path", (url, start) => {
    const answer = { ok: true, origin: start }
    expect(asked(url)).toEqual(answer)
    expect(namesIn(hosts)).toEqual([start])
    expect(asked(url)).toEqual(answer)
    expect(asked(`${start}/other`)).toEqual(answer)
    expect(namesIn(hosts)).toEqual([start])
  })

  it("is what is remembered", () => {
    hosts.set("http://a.example", "b.example")
    expect(asked("http://a.example/x")).toEqual({ ok: true, origin: "http://b.example" })
    expect(asked("http://a.example.c/x")).toEqual({ ok: true, origin: "http://a.example.c" })
  })

  it.each(["HTTP://a.example/x", " http://a.example/x", "ws://a.example/http://"])(
    "of %j is read anew, since it is not spelled as servers do",
    (url) => {
      expect(asked(url)).toEqual({ ok: true, origin: "http://a.example" })
      expect(namesIn(hosts)).toEqual([])
    },
  )

  it("is not remembered of a long one, nor asked of a broken one", () => {
    const start = (length: number): string => `http://${"u".repeat(length - 17)}@a.example`
    for (const [length, kept] of [
      [299, 1],
      [300, 1],
      [301, 0],
      [400, 0],
    ] as const) {
      hosts.clear()
      expect(asked(`${start(length)}/x`)).toEqual({ ok: true, origin: "http://a.example" })
      expect(start(length)).toHaveLength(length)
      expect(namesIn(hosts), String(length)).toHaveLength(kept)
    }
    const nothing = { ok: false, host: "" }
    for (const broken of ["http://[/x", "no url", `http://${"[".repeat(400)}/`, ""]) {
      expect(asked(broken)).toEqual(nothing)
    }
  })

  it("is localhost where there is no URL, by http unless the URL says otherwise", () => {
    expect(asked(undefined)).toEqual({ ok: true, origin: "http://localhost" })
    expect(asked("http://a.example/?https://b")).toEqual({ ok: true, origin: "http://a.example" })
    expect(asked("HTTPS://a.example/")).toEqual({ ok: true, origin: "https://a.example" })
    expect(asked("http://a.example/", { host: "b.example" })).toEqual({
      ok: true,
      origin: "http://b.example",
    })
  })
})

describe("what a host means", () => {
  it("is remembered by protocol, and whether it is trusted is not", () => {
    expect(asked("https://a.example/")).toEqual({ ok: true, origin: "https://a.example" })
    expect(namesIn(sites.https)).toEqual(["a.example"])
    expect(namesIn(sites.http)).toEqual([])
    expect(asked("https://a.example/", {}, false)).toEqual({ ok: false, host: "a.example" })
    const [one] = sites.https.entries()
    asked("https://a.example/")
    expect(sites.https.entries()[0]![1]).toBe(one![1])
  })

  it("is not remembered of what is none, and is of the longest that there is", () => {
    asked(undefined, { host: "a b" })
    expect(namesIn(sites.http)).toEqual([])
    const longest = hostOf(253)
    expect(asked(undefined, { host: longest })).toEqual({ ok: true, origin: `http://${longest}` })
    expect(namesIn(sites.http)).toEqual([longest])
  })
})

describe("an explicit URL", () => {
  const url = (length: number): string => `https://a.example/${"p".repeat(length - 18)}`
  it.each([
    [299, 1],
    [300, 1],
    [301, 0],
  ])("of %i characters is remembered %i times", (length, times) => {
    expect(url(length)).toHaveLength(length)
    const answer = said(url(length))
    expect(answer).toEqual({ ok: true, origin: "https://a.example" })
    expect(namesIn(origins)).toHaveLength(times)
    expect(said(url(length)) === answer).toBe(times === 1)
  })

  it("without a scheme may hold one further on, or blanks before it", () => {
    expect(said("a.example/?u=http://b")).toEqual({ ok: true, origin: "https://a.example" })
    expect(said("  http://a.example")).toEqual({ ok: true, origin: "http://a.example" })
  })

  it("is shown without what breaks a line of a log", () => {
    expect(said("a b\u00e9\n/x")).toEqual({ ok: false, host: "a?b??/x" })
  })
})

it("several hosts that are none agree on nothing", () => {
  for (const list of ["a b,a b", "a b,a.example", "a.example,a b"]) {
    expect(asked(undefined, { "x-forwarded-host": list })).toEqual({
      ok: false,
      host: list.replaceAll(" ", "?"),
    })
  }
  expect(asked(undefined, { "x-forwarded-host": "a b, c d" })).toEqual({
    ok: false,
    host: "a?b,c?d",
  })
})

it.each([
  ["http://localhost/", true],
  ["https://127.0.0.1:3000/", true],
  ["ftp://localhost/", false],
  ["http://a.example/", false],
])("%s is on this machine: %s", (url, is) => {
  expect(isLoopbackUrl(new URL(url))).toBe(is)
})
