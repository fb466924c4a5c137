import fc from "fast-check"
import { describe, expect, it, vi } from "vitest"
import { readBody, type ReadBodyResult } from "./body.ts"
import { readQuery } from "./query.ts"

const json = "application/json"
const form = "application/x-www-form-urlencoded"

function post(
  body: BodyInit | null,
  type: string | null,
  headers: Record<string, string> = {},
): Request {
  const init = {
    method: "POST",
    body,
    headers: { ...headers, ...(type !== null && { "content-type": type }) },
    duplex: "half",
  }
  const request = new Request("https://app.example/api/auth/signin", init)
  if (type === null) request.headers.delete("content-type")
  return request
}
const read = (
  body: BodyInit | null,
  type: string | null,
  limit?: number,
): Promise<ReadBodyResult> => readBody(post(body, type), limit)
const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(values)

describe("readBody", () => {
  it("reads a form", async () => {
    const result = await read("csrfToken=a%7Cb&email=a%2Bb%40example.com&x=1+2&empty=", form)
    expect(result).toEqual({
      ok: true,
      body: Object.assign(Object.create(null), {
        csrfToken: "a|b",
        email: "a+b@example.com",
        x: "1 2",
        empty: "",
      }),
    })
  })

  it("reads a JSON object", async () => {
    const result = await read('{"csrfToken":"a","data":{"n":[1,null,{"x":true}]}}', json)
    expect(result.ok && JSON.stringify(result.body)).toBe(
      '{"csrfToken":"a","data":{"n":[1,null,{"x":true}]}}',
    )
    expect(result.ok && Object.getPrototypeOf(result.body)).toBeNull()
  })

  it("has an empty body for none", async () => {
    for (const body of [null, ""]) {
      expect(await read(body, null)).toEqual({ ok: true, body: Object.create(null) })
      expect(await read(body, form)).toEqual({ ok: true, body: Object.create(null) })
    }
    expect(await readBody(new Request("https://app.example/"))).toEqual({
      ok: true,
      body: Object.create(null),
    })
  })

  /** @see CS-6 */
  it.each([
    "text/plain",
    "text/plain;charset=UTF-8",
    "multipart/form-data; boundary=x",
    "text/json",
    "application/jsonx",
    "application/vnd.api+json",
    "application/json, text/plain",
    "application/json;charset=utf-16",
    "",
    "application/json; charset=utf-8; charset=latin1",
    'application/json; charset="iso-8859-1"',
    "json",
    "*/*",
  ])("doesn't read what is declared as %j", async (type) => {
    expect(await read('{"a":"b"}', type)).toEqual({ ok: false, status: 415 })
  })

  it.each([
    "application/json; charset=utf-8",
    "APPLICATION/JSON",
    "application/json ; Charset=UTF-8",
    'application/json;charset="utf-8"',
    "application/json; profile=x",
    "application/json;",
  ])("reads JSON declared as %s", async (type) => {
    expect(await read('{"a":"b"}', type)).toMatchObject({ ok: true, body: { a: "b" } })
  })

  it("reads a form that is declared with blanks and a charset", async () => {
    expect(await read("a=b", `${form} ; charset=utf-8`)).toMatchObject({
      ok: true,
      body: { a: "b" },
    })
  })

  it("reads by the declared type alone", async () => {
    expect(await read('{"a":"b"}', null)).toEqual({ ok: false, status: 415 })
    expect(await read("a=b", json)).toEqual({ ok: false, status: 400 })
    expect(await read('{"a":"b"}', form)).toMatchObject({ ok: true, body: { '{"a":"b"}': "" } })
  })

  /** @see PP-2 */
  it.each([
    "",
    "{",
    "{bad",
    "[]",
    '[{"a":1}]',
    "1",
    '"a"',
    "null",
    "true",
    "{}x",
    "{}{}",
    "{'a':1}",
    '{"a":1,}',
    "{a:1}",
    "NaN",
    '{"a":1,"a":2}',
    '{"a":1,"\\u0061":2}',
    '{"x":{"a":1,"b":{},"a":1}}',
    '{"x":[{"a":1,"a":1}]}',
    '\ufeff{"a":1}',
    '{"a":"\n"}',
    '{"":1,"":2}',
    '{"\\"":1,"\\u0022":2}',
    '{"__proto__":1,"__proto__":2}',
    '{"a" :1,"a"\n:2}',
  ])("answers 400 to the JSON %j", async (text) => {
    expect(await read(text, json)).toEqual({ ok: false, status: 400 })
  })

  it.each([
    '{"a":"a","b":"a","c":{"a":"a"},"d":[{"a":1},{"a":2}]}',
    '{"a":"\\"a\\":","b":"{\\"b\\":1}"}',
    '{"a":["a","a"],"b":"a"}',
    '{"\\\\":1,"\\\\\\"":2}',
    " { } ",
    '{"a":"}]}]","b":"[[[["}',
  ])("takes no value for a member: %s", async (text) => {
    const result = await read(text, json)
    expect(result.ok && { ...result.body }).toEqual(JSON.parse(text))
  })

  it("reads 32 levels and no more", async () => {
    const nest = (depth: number): string => `{"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`
    expect(await read(nest(32), json)).toMatchObject({ ok: true })
    expect(await read(nest(33), json)).toEqual({ ok: false, status: 400 })
    expect(await read(nest(100_000), json)).toEqual({ ok: false, status: 400 })
    expect(await read('{"a":'.repeat(100_000) + "1" + "}".repeat(100_000), json)).toEqual({
      ok: false,
      status: 400,
    })
  })

  it.each([json, form])(
    "answers 400 to bytes that aren't UTF-8, and to a byte order mark: %s",
    async (type) => {
      const head = type === json ? '{"a":"' : "a="
      const tail = type === json ? '"}' : ""
      const bad = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82]]
      for (const values of bad) {
        const body = await new Blob([head, bytes(...values), tail]).arrayBuffer()
        expect(await read(body, type), String(values)).toEqual({ ok: false, status: 400 })
      }
      const marked = await new Blob([bytes(0xef, 0xbb, 0xbf), head, tail]).arrayBuffer()
      expect(await read(marked, type)).toEqual({ ok: false, status: 400 })
    },
  )

  /** @see BCP-24 */
  it.each(["a=1&a=2", "a=1&b=2&a=1", "a&a", "a=1&%61=1", "__proto__=1&a=1&a=2"])(
    "answers 400 to the form %s",
    async (text) => {
      expect(await read(text, form)).toEqual({ ok: false, status: 400 })
    },
  )

  /** @see PP-1 ADV-BA31 */
  it("drops the keys that lead to a prototype", async () => {
    const text =
      '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},"prototype":1,' +
      '"data":{"__proto__":{"isAdmin":true},"list":[{"constructor":1,"ok":1}]},"a":1}'
    const result = await read(text, json)
    expect(JSON.stringify(result)).toBe('{"ok":true,"body":{"data":{"list":[{"ok":1}]},"a":1}}')
    const merged = Object.assign({}, result.ok && result.body)
    expect((merged as Record<string, unknown>)["isAdmin"]).toBeUndefined()
    expect(({} as Record<string, unknown>)["isAdmin"]).toBeUndefined()

    const fields = await read(
      "__proto__=x&constructor=y&prototype=z&__proto__[a]=1&constructor[prototype][a]=1&a=1",
      form,
    )
    expect(fields.ok && Object.keys(fields.body)).toEqual([
      "__proto__[a]",
      "constructor[prototype][a]",
      "a",
    ])
    expect(fields.ok && Object.getPrototypeOf(fields.body)).toBeNull()
  })

  it("counts bytes, to the last one", async () => {
    expect(await read("a=345678", form, 8)).toMatchObject({ ok: true })
    expect(await read("a=3456789", form, 8)).toEqual({ ok: false, status: 413 })
    expect(await read("a=€€", form, 8)).toMatchObject({ ok: true })
    expect(await read("a=€€", form, 7)).toEqual({ ok: false, status: 413 })
    expect(await read(`a=${"x".repeat(1_048_574)}`, form)).toMatchObject({ ok: true })
    expect(await read(`a=${"x".repeat(1_048_575)}`, form)).toEqual({ ok: false, status: 413 })
  })

  it("believes a Content-Length that is too large, and none that is small", async () => {
    const large = post("a=1", form, { "content-length": "2000000" })
    expect(await readBody(large)).toEqual({ ok: false, status: 413 })
    const small = post(`a=${"x".repeat(100)}`, form, { "content-length": "1" })
    expect(await readBody(small, 50)).toEqual({ ok: false, status: 413 })
    const odd = post("a=1", form, { "content-length": "x" })
    expect(await readBody(odd)).toMatchObject({ ok: true })
  })

  it("stops an endless body, even one that can't be cancelled", async () => {
    let pulled = 0
    const cancel = vi.fn(() => new Promise<void>(() => {}))
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++
        controller.enqueue(new Uint8Array(1024))
      },
      cancel,
    })
    expect(await readBody(post(endless, form), 10_000)).toEqual({ ok: false, status: 413 })
    expect(pulled).toBeLessThan(20)
    expect(cancel).toHaveBeenCalledTimes(1)
  })

  it("joins a body that comes byte by byte", async () => {
    const parts = [...new TextEncoder().encode('{"a":"€ł"}')]
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) =>
        parts.length > 0 ? controller.enqueue(bytes(parts.shift()!)) : controller.close(),
    })
    expect(await readBody(post(stream, json))).toMatchObject({ ok: true, body: { a: "€ł" } })
  })

  it("answers 400 to a body that breaks off, and to one that was read before", async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error("reset")),
    })
    expect(await readBody(post(broken, form))).toEqual({ ok: false, status: 400 })
    const used = post("a=1", form)
    await used.text()
    expect(await readBody(used)).toEqual({ ok: false, status: 400 })
  })

  it("never throws, and has null prototypes, whatever the bytes", { timeout: 60_000 }, async () => {
    const text = fc.oneof(fc.json(), fc.string({ unit: "binary" }), fc.webQueryParameters())
    const type = fc.constantFrom(json, form, null, "text/plain")
    await fc.assert(
      fc.asyncProperty(text, type, async (body, declared) => {
        const result = await read(body.replace(/[\ud800-\udfff]/g, ""), declared)
        if (result.ok) expect(Object.getPrototypeOf(result.body)).toBeNull()
        else expect([400, 413, 415]).toContain(result.status)
      }),
      { numRuns: 2_000 },
    )
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), type, async (body, declared) => {
        expect(await read(body as Uint8Array<ArrayBuffer>, declared)).toHaveProperty("ok")
      }),
      { numRuns: 1_000 },
    )
  })

  it("reads JSON as JSON.parse does, when it reads it", { timeout: 60_000 }, async () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 6 }))
    await fc.assert(
      fc.asyncProperty(object, fc.constantFrom(undefined, 2, "\t"), async (value, space) => {
        const text = JSON.stringify(value, null, space)
        fc.pre(!/__proto__|constructor|prototype/.test(text))
        const result = await read(text, json)
        expect(result.ok && JSON.stringify(result.body)).toBe(JSON.stringify(JSON.parse(text)))
      }),
    )
  })
})

describe("readQuery", () => {
  const query = (search: string): ReturnType<typeof readQuery> =>
    readQuery(new URL(`https://app.example/x${search}`))

  it("reads the query, the last of an ordinary parameter", () => {
    expect(query("?a=1&b=%20&a=2")).toEqual({
      ok: true,
      query: Object.assign(Object.create(null), { a: "2", b: " " }),
    })
    expect(query("")).toEqual({ ok: true, query: Object.create(null) })
  })

  /** @see BCP-24 */
  it.each(["code", "state", "error", "iss", "token", "email", "callbackUrl", "id_token"])(
    "refuses %s twice",
    (name) => {
      expect(query(`?${name}=1`)).toMatchObject({ ok: true, query: { [name]: "1" } })
      for (const search of [
        `?${name}=1&${name}=2`,
        `?${name}=1&x&${name}=1`,
        `?${name}&${name}`,
        `?${name}=1&%${name.charCodeAt(0).toString(16)}${name.slice(1)}=2`,
      ]) {
        expect(query(search), search).toEqual({ ok: false })
      }
    },
  )

  it("has no prototype and no key to one", () => {
    const result = query("?__proto__=1&__proto__=2&constructor=x&prototype=y&?__proto__.x=1&a=1")
    expect(result.ok && Object.keys(result.query)).toEqual(["?__proto__.x", "a"])
    expect(result.ok && Object.getPrototypeOf(result.query)).toBeNull()
  })

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(query(`?${text}`)).toHaveProperty("ok")
      }),
    )
  })
})
