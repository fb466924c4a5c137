/** Bodies that are none, or too large: refused, and never a 500. */
import { beforeAll, describe, expect, it } from "vitest"
import { methodOf, sendRaw } from "./support/requests.ts"
import { type RouteRow, routeRows } from "./support/routes-table.ts"
import { ORIGIN, own, siteOf, type Visitor } from "./support/site.ts"

const posts = routeRows.filter((row) => methodOf(row) === "POST")
const types = [
  "application/json",
  "application/json; charset=utf-8",
  "application/x-www-form-urlencoded",
  "text/plain",
  undefined,
] as const
const deep = (open: string, close: string, times: number): string =>
  open.repeat(times) + "1" + close.repeat(times)
const bodies: readonly (readonly [string, string | Uint8Array<ArrayBuffer>])[] = [
  ["a list", "[]"],
  ["a number", "1"],
  ["text", '"x"'],
  ["null", "null"],
  ["true", "true"],
  ["nothing", ""],
  ["blanks", " \n "],
  ["a broken object", "{bad"],
  ["half an object", '{"a":'],
  ["two objects", "{}{}"],
  ["a comment", "{}//"],
  ["a trailing comma", '{"a":1,}'],
  ["NaN", '{"a":NaN}'],
  ["100,000 lists", deep("[", "]", 100_000)],
  ["100,000 objects", deep('{"a":', "}", 100_000)],
  ["a member twice", '{"csrfToken":"a","csrfToken":"b"}'],
  ["a member twice, once escaped", '{"data":1,"d\\u0061ta":2}'],
  ["a byte order mark", "\ufeff{}"],
  ["no UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ["an overlong NUL", new Uint8Array([0x7b, 0x22, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d])],
  ["UTF-16", new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0])],
  ["a million digits", `{"a":${"9".repeat(1_000_000)}}`],
  ["a large exponent", '{"a":1e400,"b":-1e400}'],
  [
    "half a character",
    '{"csrfToken":"\\ud800","callbackUrl":"\\udfff","email":"\\ud800@b.example"}',
  ],
  ["NUL", '{"csrfToken":"\\u0000","email":"\\u0000","token":"\\u0000"}'],
  ["a broken escape", "csrfToken=%&email=%zz"],
  ["a field twice", "csrfToken=a&csrfToken=b"],
  ["10,000 fields", Array.from({ length: 10_000 }, (_, at) => `f${at}=1`).join("&")],
  ["a boundary", "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--"],
]

describe("PP-2: bodies that are none", () => {
  let visitor: Visitor
  beforeAll(async () => {
    visitor = siteOf().visitor(own)
    await visitor.signIn()
  })

  it.each(bodies)("%s: refused, as whatever it is said to be", async (what, body) => {
    for (const row of posts) {
      for (const type of types) {
        const { status } = await sendRaw(visitor, row, type, body)
        expect(status, `${row.path} ${type}`).toBeLessThan(500)
        if (type === "text/plain") expect([400, 415], what).toContain(status)
      }
    }
    expect(await visitor.session()).toMatchObject({ user: { name: "Ada" } })
  })

  it("10 MB are not read: 413 at once where they are announced, and soon where they are not", async () => {
    for (const row of posts) {
      expect(await tooLarge(visitor, row, { announced: true })).toEqual([statusOf(row), 0])
      const [status, read] = await tooLarge(visitor, row, { announced: false })
      expect(status).toBe(statusOf(row))
      expect(read).toBeLessThan(1.5 * 1_048_576)
    }
  })
})

/** The one route whose answers a standard fixes (OpenID Connect Back-Channel Logout 1.0 §2.8). */
const statusOf = ({ path }: RouteRow): number => (path.startsWith("/backchannel") ? 400 : 413)

/** The status of a body of 10 MB, and how many bytes of it were taken. */
async function tooLarge(
  visitor: Visitor,
  row: RouteRow,
  { announced }: { announced: boolean },
): Promise<[number, number]> {
  let read = 0
  const chunk = new Uint8Array(65_536).fill(0x61)
  const body = new ReadableStream(
    {
      pull(controller) {
        if (read >= 10_485_760) return controller.close()
        read += chunk.length
        controller.enqueue(chunk)
      },
    },
    { highWaterMark: 0 },
  )
  const headers = { "content-type": "application/x-www-form-urlencoded", origin: ORIGIN }
  const sent = { ...headers, ...(announced ? { "content-length": "10485760" } : {}) }
  const init = { method: "POST", headers: sent, body, duplex: "half" } as RequestInit
  return [(await visitor.send(row.path, init)).status, read]
}
