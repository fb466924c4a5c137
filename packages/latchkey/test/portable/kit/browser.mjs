/** A browser, as far as a flow needs one: it keeps cookies, and gives its requests to `Auth` without a server. */

export const SECRET = "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk"
export const NEW_SECRET = "p0Vd3nXqzR8sL1yTfK6uGmB4wJ9cHaE7iOxN2rZvQtY"

/** The generations whose behaviour is kept, and the session cookie of each over https. */
export const doors = [
  { name: "latchkey", config: {}, cookie: "__Host-latchkey.session-token", nobody: null },
  { name: "v5", config: { compat: 5 }, cookie: "__Secure-authjs.session-token", nobody: null },
  {
    name: "v4",
    config: { compat: 4, basePath: "/api/auth" },
    cookie: "__Secure-next-auth.session-token",
    nobody: {},
  },
]

/** A logger that remembers. */
export function quietLogger() {
  const lines = []
  return {
    lines,
    error: (error) => void lines.push(`${error.name}: ${error.message}`),
    warn: (code, detail) => void lines.push(`${code}: ${String(detail)}`),
    info: (message) => void lines.push(message),
    debug: () => {},
  }
}

/** @param {typeof import("latchkey").Auth} Auth */
export function browserClass(Auth) {
  return class Browser {
    cookies = new Map()
    origin = "https://app.example"
    logger = quietLogger()

    constructor(config = {}, door = doors[0]) {
      this.config = {
        providers: [],
        secret: SECRET,
        trustHost: true,
        logger: this.logger,
        env: { NODE_ENV: "production" },
        ...door.config,
        ...config,
      }
      this.basePath = this.config.basePath ?? "/auth"
    }

    /** The same person's browser at an instance that is configured differently. */
    change(config) {
      this.config = { ...this.config, ...config }
    }

    async send(path, init = {}) {
      const headers = new Headers(init.headers)
      const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ")
      if (cookie && !headers.has("cookie")) headers.set("cookie", cookie)
      const url = path.startsWith("http") ? path : `${this.origin}${this.basePath}${path}`
      const response = await Auth(new Request(url, { ...init, headers }), this.config)
      for (const line of response.headers.getSetCookie()) this.#keep(line)
      return response
    }

    #keep(line) {
      const [pair, ...attributes] = line.split("; ")
      const at = pair.indexOf("=")
      const expires = attributes.find((one) => one.startsWith("Expires="))
      const gone =
        attributes.includes("Max-Age=0") ||
        (expires !== undefined && Date.parse(expires.slice(8)) <= Date.now())
      if (gone) this.cookies.delete(pair.slice(0, at))
      else this.cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }

    get(path, headers = {}) {
      return this.send(path, { headers })
    }

    async csrfToken() {
      return (await (await this.get("/csrf")).json()).csrfToken
    }

    /** Posts a form as our own pages do. */
    async post(path, fields = {}, headers = {}) {
      const csrfToken = fields.csrfToken ?? (await this.csrfToken())
      return this.send(path, {
        method: "POST",
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          origin: this.origin,
          ...headers,
        },
        body: new URLSearchParams({ csrfToken, ...fields }).toString(),
      })
    }

    async session() {
      return (await this.get("/session")).json()
    }

    /** The name of whoever is signed in. */
    async who() {
      return (await this.session())?.user?.name
    }

    names(part = "") {
      return [...this.cookies.keys()].filter((name) => name.includes(part)).sort()
    }
  }
}

/** The place a redirect goes to. */
export function locationOf(response) {
  const location = response.headers.get("location")
  if (location === null) throw new Error(`no redirect, but ${response.status}`)
  return new URL(location)
}

/** The error code that a redirect carries. */
export function errorOf(response) {
  return locationOf(response).searchParams.get("error")
}

/** Runs `work` while the clock stands at `time`, in milliseconds. */
export async function at(time, work) {
  const real = Date.now
  Date.now = () => time
  try {
    return await work()
  } finally {
    Date.now = real
  }
}
