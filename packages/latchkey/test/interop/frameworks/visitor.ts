/** What is sent, with headers as an object. */
type Visit = Omit<RequestInit, "headers"> & { headers?: Record<string, string> }

/** A browser without scripts: it keeps cookies by host, fills in forms, and follows a redirect only when told to. */
export class Visitor {
  readonly cookies: Map<string, string>
  readonly origin: string

  constructor(origin: string, cookies: Iterable<[string, string]> = []) {
    this.origin = origin
    this.cookies = new Map(cookies)
  }

  async send(path: string, init: Visit = {}): Promise<Response> {
    const headers = new Headers({ accept: "text/html,*/*;q=0.8", ...init.headers })
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ")
    if (cookie) headers.set("cookie", cookie)
    const url = new URL(path, this.origin)
    const response = await fetch(url, { redirect: "manual", ...init, headers })
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    return response
  }

  /** Posts a form, as a page of this origin would. */
  post(
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return this.send(path, {
      method: "POST",
      headers: { origin: this.origin, ...headers },
      body: new URLSearchParams(fields),
    })
  }

  /** Submits the one form of a page, with some of its fields filled in. */
  async fill(page: string, fields: Record<string, string> = {}): Promise<Response> {
    const html = await (await this.send(page)).text()
    const [form = ""] = /<form[^]*?<\/form>/.exec(html) ?? []
    const path = attribute(/<form[^>]*>/.exec(form)?.[0] ?? "", "action")
    const inputs = [...form.matchAll(/<input[^>]*>/g)].map(([tag]): [string, string] => [
      attribute(tag, "name"),
      attribute(tag, "value"),
    ])
    const body = new FormData()
    const all = { ...Object.fromEntries(inputs), ...fields }
    for (const [name, value] of Object.entries(all)) body.set(name, value)
    const isMultipart = attribute(form, "enctype") === "multipart/form-data"
    const sent = isMultipart ? body : new URLSearchParams(all)
    return this.send(path, { method: "POST", headers: { origin: this.origin }, body: sent })
  }

  async json(path: string): Promise<unknown> {
    return (await this.send(path)).json()
  }

  /** The text of a page, without its tags. */
  async read(path: string): Promise<string> {
    return visible(await (await this.send(path)).text())
  }

  /** The cookies that hold a session, whole or in pieces. */
  sessionCookies(): string[] {
    return [...this.cookies.keys()].filter((name) => /session-token(\.\d+)?$/.test(name)).sort()
  }

  /** Another browser with the same cookies. */
  copy(): Visitor {
    return new Visitor(this.origin, this.cookies)
  }

  #keep(line: string): void {
    const [pair = "", ...attributes] = line.split(/; */)
    const at = pair.indexOf("=")
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
    if (value === "" || attributes.some(isPast)) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }
}

function isPast(attribute: string): boolean {
  const [name = "", value = ""] = attribute.toLowerCase().split("=")
  if (name === "max-age") return Number(value) <= 0
  return name === "expires" && Date.parse(value) <= Date.now()
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? ""
  return value.replaceAll("&amp;", "&")
}

/** What a reader sees of HTML, as far as tests compare it. */
export function visible(html: string): string {
  return html
    .replace(/<(script|style)\b[^]*?<\/\1>|<!--[^]*?-->|<[^>]+>/g, " ")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, " ")
    .trim()
}

/** Where a redirect leads, as path and query if it stays at home. */
export function target(response: Response, origin: string): string {
  const location = response.headers.get("location")
  if (location === null) return ""
  const url = new URL(location, origin)
  return url.origin === origin ? `${url.pathname}${url.search}` : url.href
}
