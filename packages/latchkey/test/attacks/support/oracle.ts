import { expect } from "vitest"
import { type DefaultTreeAdapterMap, parse } from "parse5"
import { BASE_PATH, IDP, ORIGIN } from "./site.ts"

/**
 * What must hold of an address that a browser is sent to, told by the URL parser of the platform and nothing of ours:
 * on our origin, or the one place of the provider's that we send people to, with our own address in it.
 */
export function faultOf(location: string, requestUrl: string): string | undefined {
  if (!/^[!-~]+$/.test(location)) return "a byte that no header may hold"
  if (!URL.canParse(location, requestUrl)) return "no address"
  const url = new URL(location, requestUrl)
  if (url.username + url.password !== "") return "user info"
  if (/^[/\\]{2}|^\/(?:%(?:25)*(?:2f|5c))/i.test(url.pathname)) return "a path that reads as a host"
  if (url.origin === ORIGIN) return undefined
  if (url.origin !== IDP) return `leads to ${url.origin === "null" ? url.protocol : url.origin}`
  const back =
    url.searchParams.get("redirect_uri") ?? url.searchParams.get("post_logout_redirect_uri")
  const ours = [`${ORIGIN}${BASE_PATH}/callback/idp`, `${ORIGIN}${BASE_PATH}/signout/callback`]
  return back === null || ours.includes(back) ? undefined : `sends back to ${back}`
}

/** Everything in an answer that leads somewhere: header, JSON, links and forms of a page, and what is remembered. */
export async function placesIn(response: Response): Promise<string[]> {
  const places: string[] = []
  const location = response.headers.get("location")
  if (location !== null) places.push(location)
  for (const line of response.headers.getSetCookie()) {
    const [, value] = /^[^=;]*callback-url=([^;]*)/.exec(line) ?? []
    if (value) places.push(decodeURIComponent(value))
  }
  const text = await response.clone().text()
  const type = response.headers.get("content-type") ?? ""
  if (type.startsWith("application/json")) {
    const { url } = (JSON.parse(text) ?? {}) as { url?: unknown }
    if (typeof url === "string") places.push(url)
  }
  if (type.startsWith("text/html")) places.push(...placesOn(text))
  return places
}

/** Fails unless the answer is no fault of ours and leads nowhere that it must not. */
export async function expectSafe(
  response: Response,
  requestUrl: string,
  what: string,
): Promise<void> {
  if (response.status >= 500) expect.fail(`${what} → ${response.status}`)
  for (const place of await placesIn(response)) {
    const fault = faultOf(place, requestUrl)
    if (fault !== undefined) expect.fail(`${what} → ${place}: ${fault}`)
  }
}

export type Element = DefaultTreeAdapterMap["element"]

/** Every element of a page, as a browser parses it. */
export function elementsOf(html: string): Element[] {
  const found: Element[] = []
  const queue: DefaultTreeAdapterMap["node"][] = [parse(html, { scriptingEnabled: true })]
  for (let node = queue.pop(); node; node = queue.pop()) {
    if ("tagName" in node) found.push(node)
    if ("content" in node) queue.push(node.content)
    if ("childNodes" in node) queue.push(...node.childNodes)
  }
  return found
}

const leading: ReadonlySet<string> = new Set([
  "href",
  "action",
  "formaction",
  "src",
  "srcset",
  "data",
  "poster",
])

/** Most pages differ by their nonce only, and to parse one is most of the work. */
const parsed = new Map<string, string[]>()

function placesOn(page: string): string[] {
  const html = page.replace(/ nonce="[^"]*"/g, "")
  const known = parsed.get(html)
  if (known) return known
  const places = readPlaces(html)
  if (parsed.size < 1_000) parsed.set(html, places)
  return places
}

function readPlaces(html: string): string[] {
  return elementsOf(html).flatMap((element) => {
    const of = (name: string): string | undefined =>
      element.attrs.find((one) => one.name === name)?.value
    const named = of("name") === "callbackUrl" ? [of("value") ?? ""] : []
    // The icon of the page is written into it.
    const places = element.attrs.filter(
      ({ name, value }) => leading.has(name) && !value.startsWith("data:image/"),
    )
    return [...places.map(({ value }) => value), ...named]
  })
}
