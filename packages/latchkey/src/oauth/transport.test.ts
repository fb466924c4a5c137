import * as oauth from "oauth4webapi"
import { afterEach, describe, expect, it, vi } from "vitest"
import { InvalidEndpoints } from "../errors.ts"
import { globalFetch } from "./global-fetch.ts"
import {
  allowsHttp,
  assertTransport,
  fetchIdentity,
  guardedFetch,
  isLoopback,
  MAX_BODY_BYTES,
  requestOptions,
} from "./transport.ts"

const url = "https://id.example/token"
const providerOf = (serve: typeof fetch = vi.fn<typeof fetch>(), allowInsecure = false) => ({
  id: "id",
  fetch: serve,
  allowInsecure,
})
/** What becomes of this answer on its way to us. */
const received = (response: Response | (() => Promise<Response>)): Promise<Response> =>
  guardedFetch(
    providerOf(() => (response instanceof Response ? Promise.resolve(response) : response())),
  )(url)

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe("plain HTTP", () => {
  it.each(["localhost", "a.localhost", "[::1]", "127.0.0.1", "127.10.200.255"])(
    "may be spoken on %s, which is this machine",
    (host) => {
      expect(isLoopback(host)).toBe(true)
      expect(allowsHttp(providerOf(), `http://${host}/`)).toBe(true)
      expect(() => assertTransport(providerOf(), `http://${host}/`)).not.toThrow()
    },
  )

  it.each([
    "localhost.example",
    "alocalhost",
    "127.0.0.1.example",
    "x127.0.0.1",
    "127.0.0",
    "1270.0.0.1",
    "10.0.0.1",
    "id.example",
  ])("may not be spoken on %s, which is not", (host) => expect(isLoopback(host)).toBe(false))

  it("is not spoken to others", () => {
    expect(allowsHttp(providerOf(), "http://id.example/")).toBe(false)
    expect(() => assertTransport(providerOf(), "http://id.example/")).toThrow(InvalidEndpoints)
  })

  it("is allowed by the configuration; no other protocol is", () => {
    const insecure = providerOf(undefined, true)
    expect(() => assertTransport(insecure, "http://id.example/")).not.toThrow()
    expect(() => assertTransport(insecure, "ftp://id.example/")).toThrow(InvalidEndpoints)
    expect(() => assertTransport(providerOf(), new URL(url))).not.toThrow()
    const secretive = "http://user:pass@id.example:81/path?code=1"
    expect(() => assertTransport(providerOf(), secretive)).toThrow("at http://id.example:81: use")
    expect(() => assertTransport(providerOf(), secretive)).toThrow("[allowInsecureRequests]: true")
  })

  it("is known to the protocol library for the one address alone", () => {
    const allowed = (at: string | undefined, insecure = false) =>
      requestOptions(providerOf(undefined, insecure), at)[oauth.allowInsecureRequests]
    expect(allowed(url)).toBe(false)
    expect(allowed("http://localhost/")).toBe(true)
    expect(allowed("http://id.example/", true)).toBe(true)
    expect(allowed(undefined, true)).toBe(false)
  })
})

it("a fetch is itself, and the global one is whichever stands there now", () => {
  const own = vi.fn<typeof fetch>()
  expect(fetchIdentity(providerOf(own))).toBe(own)
  vi.stubGlobal("fetch", vi.fn())
  expect(fetchIdentity(providerOf(globalFetch))).toBe(globalThis.fetch)
})

describe("a request", () => {
  it("goes out as it is, and follows no redirect", async () => {
    const serve = vi.fn<typeof fetch>(async () => new Response("ok"))
    await guardedFetch(providerOf(serve))(url, { method: "POST", body: "b" })
    expect(serve).toHaveBeenCalledExactlyOnceWith(url, {
      method: "POST",
      body: "b",
      redirect: "manual",
      signal: expect.any(AbortSignal),
    })
  })

  it("is not made in the open, however its address is given", async () => {
    const serve = vi.fn<typeof fetch>(async () => new Response("ok"))
    const open = "http://id.example/"
    for (const input of [open, new URL(open), new Request(open)]) {
      await expect(guardedFetch(providerOf(serve))(input)).rejects.toThrow(InvalidEndpoints)
    }
    expect(serve).not.toHaveBeenCalled()
    for (const input of [url, new URL(url), new Request(url)]) {
      await guardedFetch(providerOf(serve))(input)
    }
    expect(serve).toHaveBeenCalledTimes(3)
  })

  it.each<[string, () => Promise<Response>]>([
    ["no answer comes", () => new Promise(() => {})],
    ["its body never ends", async () => new Response(new ReadableStream({}))],
  ])("ends where %s in time, whatever the fetch does", async (_, answer) => {
    vi.useFakeTimers()
    const signals: AbortSignal[] = []
    const serve: typeof fetch = (_input, init) => {
      signals.push(init!.signal!)
      return answer()
    }
    const failed = vi.fn()
    guardedFetch(providerOf(serve), 700)(url).catch(failed)
    guardedFetch(providerOf(serve))(url).catch(failed)
    await vi.advanceTimersByTimeAsync(699)
    expect(failed).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    const error = new Error("no answer from id.example within 700 ms")
    expect(failed).toHaveBeenCalledExactlyOnceWith(error)
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
    expect(signals[0]!.reason).toEqual(error)
    await vi.advanceTimersByTimeAsync(9_300)
    expect(failed).toHaveBeenLastCalledWith(new Error("no answer from id.example within 10000 ms"))
  })

  it("may be ended by whoever made it", async () => {
    const caller = new AbortController()
    let signal: AbortSignal | undefined
    const serve: typeof fetch = (_, init) => {
      signal = init!.signal!
      return Promise.resolve(new Response("ok"))
    }
    await guardedFetch(providerOf(serve))(url, { signal: caller.signal })
    expect(signal!.aborted).toBe(false)
    caller.abort(new Error("enough"))
    expect(signal!.aborted).toBe(true)
  })

  it("leaves no timer behind, however it ends", async () => {
    vi.useFakeTimers()
    await received(new Response("ok"))
    await expect(received(() => Promise.reject(new Error("down")))).rejects.toThrow("down")
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe("an answer", () => {
  it("has its status and headers, but those of an encoding that is undone", async () => {
    const headers = { "content-encoding": "gzip", "content-length": "3", "x-own": "1" }
    const answer = await received(new Response("body", { status: 418, statusText: "Tea", headers }))
    expect([answer.status, answer.statusText]).toEqual([418, "Tea"])
    const { "content-type": type, ...rest } = Object.fromEntries(answer.headers)
    expect([type, rest]).toEqual(["text/plain;charset=UTF-8", { "x-own": "1" }])
    expect(await answer.text()).toBe("body")
  })

  it.each([204, 205, 304, 200])("with status %i may have no body", async (status) => {
    const given = { status, statusText: "None", headers: { "x-own": "1" } }
    const answer = await received(new Response(null, given))
    expect([answer.status, answer.statusText, answer.body]).toEqual([status, "None", null])
    expect(answer.headers.get("x-own")).toBe("1")
  })

  it.each([204, 205, 304])("of a fetch that gives one to status %i has none", async (status) => {
    const { body, headers } = new Response("x")
    const odd = { status, statusText: "", headers, body, type: "basic" }
    const serve = async (): Promise<Response> => odd as Response
    expect((await received(serve)).body).toBeNull()
  })

  it("that is none, or a redirect that nobody may see, is an error", async () => {
    const hidden = Object.defineProperty(new Response(null), "type", { value: "opaqueredirect" })
    for (const answer of [Response.error(), hidden]) {
      await expect(received(async () => answer)).rejects.toThrow("a redirect or no answer at all")
    }
  })

  it("is a mebibyte at most, and is not read further", async () => {
    const whole = await received(new Response(new Uint8Array(MAX_BODY_BYTES)))
    expect((await whole.arrayBuffer()).byteLength).toBe(1_048_576)
    const cancel = vi.fn(() => Promise.reject(new Error("can't")))
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled++
        controller.enqueue(new Uint8Array(MAX_BODY_BYTES / 4))
      },
      cancel,
    })
    const answer = received(new Response(endless as never))
    await expect(answer).rejects.toThrow("the answer is larger than 1048576 bytes")
    expect(cancel).toHaveBeenCalledTimes(1)
    expect(pulled).toBeLessThan(8)
  })

  it("may come in pieces", async () => {
    const pieces = ["a", "b", "c"].map((text) => new TextEncoder().encode(text))
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) =>
        pieces.length > 0 ? controller.enqueue(pieces.shift()!) : controller.close(),
    })
    expect(await (await received(new Response(body as never))).text()).toBe("abc")
  })
})
