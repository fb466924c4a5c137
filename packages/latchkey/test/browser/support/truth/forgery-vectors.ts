/** A request that changes something, as an attacker writes it: the path below our routes, and the form. */
export interface Target {
  readonly path: string
  readonly fields: Readonly<Record<string, string>>
}

/** Everything that a form can do here. */
export const targets: readonly Target[] = [
  {
    path: "/api/auth/callback/credentials",
    fields: { username: "demo", password: "demo-password", callbackUrl: "/" },
  },
  { path: "/api/auth/signin/nodemailer", fields: { email: "forged@example.test" } },
  { path: "/api/auth/signin/local", fields: {} },
  { path: "/api/auth/signout", fields: { callbackUrl: "/" } },
  { path: "/api/auth/sessions", fields: { all: "true" } },
  { path: "/api/auth/unlink/local", fields: { providerAccountId: "ada" } },
  { path: "/api/auth/session", fields: { name: "Mallory" } },
]

/** What a page does, and how many of the requests reach us. */
export interface Vector {
  readonly name: string
  /** The page, for the application's origin. */
  readonly page: (app: string) => string
  /** How the requests come. */
  readonly method: "POST" | "GET" | "OPTIONS"
  readonly headers?: Record<string, string>
  /** `Origin` of the requests, where it isn't the page's. */
  readonly origin?: string
}

const form = (app: string, { path, fields }: Target, attributes: string): string => {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input name="${name}" value="${value}">`,
  )
  return `<form action="${app}${path}" ${attributes}>${inputs.join("")}</form>`
}

const SUBMIT = "<script>for (const one of document.forms) one.submit()</script>"

/** Forms, each into a frame of its own. */
const forms = (app: string, attributes = ""): string =>
  targets
    .map((target, at) => {
      const given = `method="post" target="f${at}" ${attributes}`
      return `<iframe name="f${at}"></iframe>${form(app, target, given)}`
    })
    .join("") + SUBMIT

/** A call for each of them. */
const calls = (app: string, call: string): string =>
  `<script>for (const { path, fields } of ${JSON.stringify(targets)}) {
    const url = "${app}" + path, body = new URLSearchParams(fields)
    ${call}
  }</script>`

const escaped = (html: string): string => html.replaceAll("&", "&amp;").replaceAll('"', "&quot;")

/** One frame for each target, whose page sends one form. */
const framed = (app: string, frame: (html: string) => string): string =>
  targets.map((target) => frame(form(app, target, 'method="post"') + SUBMIT)).join("")

export const vectors: readonly Vector[] = [
  { name: "a form", method: "POST", page: (app) => forms(app) },
  {
    name: "a form of plain text",
    method: "POST",
    page: (app) => forms(app, 'enctype="text/plain"'),
  },
  {
    name: "a form in parts",
    method: "POST",
    page: (app) => forms(app, 'enctype="multipart/form-data"'),
  },
  {
    name: "fetch with cookies, without CORS",
    method: "POST",
    page: (app) =>
      calls(
        app,
        `fetch(url, { method: "POST", mode: "no-cors", credentials: "include", body }).catch(() => {})`,
      ),
  },
  {
    name: "fetch of plain JSON, without CORS",
    method: "POST",
    page: (app) =>
      calls(
        app,
        `fetch(url, { method: "POST", mode: "no-cors", credentials: "include", body: JSON.stringify(fields) }).catch(() => {})`,
      ),
  },
  {
    name: "fetch with cookies, with CORS",
    method: "POST",
    page: (app) =>
      calls(app, `fetch(url, { method: "POST", credentials: "include", body }).catch(() => {})`),
  },
  {
    name: "XMLHttpRequest with cookies",
    method: "POST",
    page: (app) =>
      calls(
        app,
        `const x = new XMLHttpRequest(); x.open("POST", url); x.withCredentials = true; x.send(body)`,
      ),
  },
  {
    name: "fetch of JSON, which asks first",
    method: "OPTIONS",
    page: (app) =>
      calls(
        app,
        `fetch(url, { method: "POST", credentials: "include", body: JSON.stringify(fields), headers: { "content-type": "application/json" } }).catch(() => {})`,
      ),
  },
  {
    name: "a beacon",
    method: "POST",
    page: (app) => calls(app, "navigator.sendBeacon(url, body)"),
  },
  {
    name: "a form in a sandboxed frame",
    method: "POST",
    origin: "null",
    page: (app) =>
      framed(
        app,
        (html) => `<iframe sandbox="allow-scripts allow-forms" srcdoc="${escaped(html)}"></iframe>`,
      ),
  },
  {
    name: "a form in a frame of a data: URL",
    method: "POST",
    origin: "null",
    page: (app) =>
      framed(app, (html) => `<iframe src="data:text/html,${encodeURIComponent(html)}"></iframe>`),
  },
  {
    name: "a form of a page that sends no referrer",
    method: "POST",
    origin: "null",
    headers: { "referrer-policy": "no-referrer" },
    page: (app) => forms(app),
  },
  {
    name: "images",
    method: "GET",
    page: (app) =>
      targets
        .map(({ path, fields }) => `<img src="${app}${path}?${new URLSearchParams(fields)}">`)
        .join(""),
  },
  {
    name: "scripts",
    method: "GET",
    page: (app) => targets.map(({ path }) => `<script src="${app}${path}"></script>`).join(""),
  },
  {
    name: "frames",
    method: "GET",
    page: (app) => targets.map(({ path }) => `<iframe src="${app}${path}"></iframe>`).join(""),
  },
]

export { form, SUBMIT }
