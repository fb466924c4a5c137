import { BASE_PATH, ORIGIN, type Visitor } from "./site.ts"
import type { RouteRow } from "./routes-table.ts"

/** How an address gets into a request. */
export const carriers = ["query", "form", "json", "cookie"] as const
export type Carrier = (typeof carriers)[number]

export const methodOf = ({ route }: RouteRow): "GET" | "POST" =>
  route.startsWith("GET") ? "GET" : "POST"

/** The carriers that a route has: a GET has no body. */
export function carriersOf(row: RouteRow): readonly Carrier[] {
  return methodOf(row) === "POST" ? carriers : ["query", "cookie"]
}

export interface Sent {
  readonly fields: Readonly<Record<string, unknown>>
  readonly carrier: Carrier
  readonly headers?: Readonly<Record<string, string>>
  /** Of the cookies, which carries the fields' values. @default that of the callback URL */
  readonly cookie?: string
}

/** Half surrogates can't be in a URL, a form or a header: there they are what browsers make of them. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "\ufffd")

/**
 * Sends the fields to a route as the carrier says; a POST with the token that this browser has, unless they hold one.
 * Nothing that comes back changes the visitor.
 */
export async function sendTo(visitor: Visitor, row: RouteRow, sent: Sent): Promise<Response> {
  const { carrier, fields } = sent
  const method = methodOf(row)
  const kept = new Map(visitor.cookies)
  const headers: Record<string, string> = { origin: ORIGIN, ...sent.headers }
  const url = new URL(`${ORIGIN}${BASE_PATH}${row.path}`)
  const body: Record<string, unknown> = {
    csrfToken: csrfOf(visitor),
    ...(carrier === "query" || carrier === "cookie" ? {} : fields),
  }
  if (carrier === "query") {
    for (const [name, value] of Object.entries(fields))
      url.searchParams.set(name, wellFormed(String(value)))
  }
  if (carrier === "cookie") {
    const name = sent.cookie ?? cookieName(visitor)
    visitor.cookies.set(name, {
      value: encodeURIComponent(wellFormed(String(Object.values(fields)[0]))),
      attributes: "",
    })
  }
  const isJson = carrier === "json"
  if (method === "POST")
    headers["content-type"] = isJson ? "application/json" : "application/x-www-form-urlencoded"
  const form = (): string =>
    new URLSearchParams(
      Object.entries(body).map(([name, value]) => [name, String(value)]),
    ).toString()
  try {
    const init =
      method === "POST"
        ? { method, headers, body: isJson ? JSON.stringify(body) : form() }
        : { method, headers }
    return await visitor.send(url.href, init)
  } finally {
    visitor.cookies = kept
  }
}

function csrfOf(visitor: Visitor): string {
  const [, cookie] = [...visitor.cookies].find(([name]) => name.includes("csrf-token")) ?? []
  return decodeURIComponent(cookie?.value ?? "").split("|")[0]!
}

const families = { own: "__Host-latchkey", 5: "__Secure-authjs", 4: "__Secure-next-auth" } as const

function cookieName({ door }: Visitor): string {
  return `${families[door.compat ?? "own"]}.callback-url`
}

/** Sends bytes as they are, as what they are said to be. Nothing that comes back changes the visitor. */
export async function sendRaw(
  visitor: Visitor,
  row: RouteRow,
  type: string | undefined,
  body: BodyInit,
): Promise<Response> {
  const headers: Record<string, string> = {
    origin: ORIGIN,
    ...(type === undefined ? {} : { "content-type": type }),
  }
  const init = {
    method: "POST",
    headers,
    body,
    ...(body instanceof ReadableStream ? { duplex: "half" as const } : {}),
  }
  const kept = new Map(visitor.cookies)
  const answer = await visitor.send(row.path, init)
  visitor.cookies = kept
  return answer
}
