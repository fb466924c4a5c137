import { getToken } from "../../../src/jwt/index.ts"
import { candidates, MAX_CHUNKS, toChunks } from "../../../src/session/chunks.ts"
import { readBody } from "../../../src/web/body.ts"
import { parseCookies } from "../../../src/web/cookie.ts"
import { isPoisonedKey, parseJsonObject } from "../../../src/web/json.ts"
import { isRouteAction, parseAction } from "../../../src/web/path.ts"
import { readQuery } from "../../../src/web/query.ts"
import { SECRET } from "../../tokens/door.ts"
import { holds, latin, lines, type Target } from "../target.ts"

const isClean = (value: unknown): boolean =>
  typeof value !== "object" ||
  value === null ||
  Object.entries(value).every(
    ([name, child]) => (Array.isArray(value) || !isPoisonedKey(name)) && isClean(child),
  )

export const cookies: Target = {
  seeds: [
    "a=b; c=d",
    "authjs.session-token=x; authjs.session-token=y",
    'a="b; c=d"',
    "a=%41%; =x;;",
  ],
  run: (input) => {
    const jar = parseCookies(latin(input))
    const names = [...jar.names()]
    holds(new Set(names).size === names.length, "each name is there once")
    for (const name of names.slice(0, 50)) {
      const all = jar.all(name)
      const one = jar.get(name)
      holds(all.length > 0, "a name has a value")
      holds(one === undefined || all.every((each) => each === one), "values that differ are none")
      const { whole } = jar.family(name)!
      holds(whole.join("\n") === all.join("\n"), "a cookie and its pieces are found alike")
    }
  },
}

export const pieces: Target = {
  seeds: [
    "s=whole; s.0=a; s.1=b",
    "s.0=a; s.2=c",
    "s.0=a; s.0=b; s.1=c",
    "s=a; s=b; s=c; s=d; s=e",
  ],
  run: (input) => {
    const text = latin(input)
    const found = candidates(parseCookies(text), "s")
    holds(!found || found.crowded || found.values.length > 0, "what is found has values")
    holds((found?.values.length ?? 0) <= MAX_CHUNKS + 3, "there are few to try")
    const value = input.toString("base64url")
    if (value.length > 20_000) return
    const cookie = { name: "s", options: { path: "/", secure: true } }
    const written = toChunks(cookie, value)
    const header = written.map((one) => `${one.name}=${one.value}`).join("; ")
    holds(
      written.every((one) => one.name.length + one.value.length < 4096),
      "each fits",
    )
    holds(candidates(parseCookies(header), "s")!.values.includes(value), "it is read as written")
  },
}

export const jsonBody: Target = {
  seeds: [
    '{"a":1,"b":[{"c":null}]}',
    '{"__proto__":{"x":1}}',
    '{"a":1,"a":2}',
    "[1]",
    '{"\\u0061":1}',
  ],
  run: (input) => {
    const text = input.toString()
    const read = parseJsonObject(text)
    if (!read) return
    holds(Object.getPrototypeOf(read) === null, "it has no prototype")
    holds(isClean(read), "no name reaches one")
    const plain: unknown = JSON.parse(text)
    if (!isClean(plain)) return
    holds(JSON.stringify(read) === JSON.stringify(plain), "it says what the text says")
  },
}

const types = ["application/json", "application/x-www-form-urlencoded", "text/plain", ""]

export const bodies: Target = {
  seeds: [
    '0{"csrfToken":"x"}',
    "1csrfToken=x&callbackUrl=%2F",
    "1a=1&a=2",
    "1__proto__=x&%ff=1",
    "2x",
  ],
  run: async (input) => {
    const type = types[(input[0] ?? 0) & 3]!
    const headers = new Headers(type === "" ? {} : { "content-type": type })
    const body = new Uint8Array(input.subarray(1))
    const request = new Request("http://localhost/", { method: "POST", headers, body })
    const read = await readBody(request, 2048)
    if (!read.ok) return holds([400, 413, 415].includes(read.status), "a status that is declared")
    holds(body.length <= 2048, "no more than the limit")
    holds(Object.getPrototypeOf(read.body) === null && isClean(read.body), "no name is dangerous")
  },
}

export const queries: Target = {
  seeds: ["code=a&state=b", "code=a&code=b", "constructor=x&__proto__[a]=1", "%E0%A4%A=1&a=%"],
  run: (input) => {
    const read = readQuery(new URL(`http://localhost/?${latin(input).replaceAll("#", "%23")}`))
    if (!read.ok) return
    holds(Object.getPrototypeOf(read.query) === null && isClean(read.query), "no name is dangerous")
    holds(
      Object.values(read.query).every((one) => typeof one === "string"),
      "values are text",
    )
  },
}

export const paths: Target = {
  seeds: [
    "/auth/callback/github",
    "/auth//session",
    "/auth/callback/..%2f",
    "/auth/%73ession",
    "/auth/",
  ],
  run: (input) => {
    const parsed = parseAction(latin(input), "/auth")
    if (!parsed) return
    holds(isRouteAction(parsed.action), "it is an action of ours")
    holds(!/[/\\%\0]/.test(parsed.providerId ?? ""), "a provider's id is one segment")
  },
}

export const authorization: Target = {
  seeds: ["Bearer a..b.c.d", "Bearer %", "Bearer %ZZ", "Basic YTpi", "bearer  x", "Bearer\ta"],
  run: async (input) => {
    const [value, cookie] = lines(input)
    const headers = { authorization: value, cookie }
    holds((await getToken({ req: { headers }, secret: SECRET })) === null, "nobody is let in")
  },
}
