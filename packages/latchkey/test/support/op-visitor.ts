/** A person's browser at the provider: keeps its session there from one visit to the next. */
export class OpVisitor {
  readonly cookies: Map<string, string>
  readonly #issuer: string
  /** What the provider asked before it signed the person out. */
  readonly questions: string[] = []

  constructor(issuer: string, account = "ada") {
    this.#issuer = issuer
    this.cookies = new Map([["account", account]])
  }

  /** Goes where `start` says, confirms what is asked, and answers the address that the provider sends it to. */
  async visit(start: string): Promise<URL> {
    let url = start
    let form: URLSearchParams | undefined
    for (let hop = 0; hop < 12; hop++) {
      if (!url.startsWith(this.#issuer)) return new URL(url)
      const response = await this.#send(url, form)
      form = undefined
      const location = response.headers.get("location")
      if (location) {
        url = new URL(location, url).href
        continue
      }
      const page = await response.text()
      const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1]
      if (!action || url.endsWith("/session/end/success")) return new URL(url)
      this.questions.push(/<h1>([^<]*)/.exec(page)?.[1] ?? "")
      const hidden = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
      form = new URLSearchParams(hidden.map(([, name, value]) => [name!, value!]))
      form.set("logout", "yes")
      url = new URL(action, url).href
    }
    throw new Error("the visit has no end")
  }

  async #send(url: string, form: URLSearchParams | undefined): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ")
    const post = form ? { method: "POST", body: form } : {}
    const response = await fetch(url, { redirect: "manual", headers: { cookie }, ...post })
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split(";")
      const [name, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]
      const gone = attributes.some((one) => /expires=Thu, 01 Jan 1970/i.test(one))
      if (gone || value === "") this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return response
  }
}
