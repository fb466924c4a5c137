/**
 * Writes docs/providers.md from the provider modules: their data, and what their docstrings say. With `--check` it says
 * whether the page is as it would be written.
 *
 * @module
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { root } from "./run.mjs"

const folder = join(root, "packages/latchkey/src/providers")
export const page = join(root, "docs/providers.md")

/**
 * @typedef {object} Entry what the page says of a provider
 * @property {string} module the last part of its path: `latchkey/providers/<module>`
 * @property {string} id
 * @property {string} name
 * @property {"oidc" | "oauth" | "email" | "credentials" | "webauthn"} type
 * @property {string[]} env names of the environment
 * @property {string} [callback] the path of its callback
 * @property {string} [register] where an app is registered, or a key made
 * @property {string} [docs] the service's documentation
 * @property {string} [deprecated] why it is not for new applications
 */

const kinds = {
  oidc: "OpenID Connect",
  oauth: "OAuth 2",
  email: "e-mail",
  credentials: "credentials",
  webauthn: "passkeys",
}

/** Modules with a factory, by name. */
export function providerModules() {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .filter((name) => /^export default /m.test(readFileSync(join(folder, name), "utf8")))
    .map((name) => name.slice(0, -".ts".length))
    .sort()
}

/**
 * The docstring before the factory, as plain lines.
 *
 * @param {string} source
 */
export function docstringOf(source) {
  const before = source.slice(0, source.search(/^export default /m))
  const start = before.lastIndexOf("/**")
  const comment = before.slice(start, before.indexOf("*/", start))
  return comment
    .slice("/**".length)
    .replaceAll(/^ \* ?/gm, "")
    .trim()
}

/**
 * What a docstring says of a provider.
 *
 * @param {string} text
 * @returns {Pick<Entry, "env" | "callback" | "register" | "docs" | "deprecated">}
 */
export function factsOf(text) {
  const [body] = text.split(/^@example/m)
  const words = body.replaceAll(/\s+/g, " ")
  const link = (title) => words.match(new RegExp(`\\{@link (\\S+) ${title}\\}`))?.[1]
  const env = [...words.matchAll(/`((?:AUTH|EMAIL)_[A-Z0-9_<>]+)`/g)].map((match) => match[1])
  const callback = words.match(/`<origin>(\/api\/auth\/callback\/[^`]+)`/)?.[1]
  const register = link("(?:Register|Make) [^}]+")
  const docs = link("Documentation")
  const deprecated = words.match(/@deprecated (.*?)(?: @|$)/)?.[1]?.trim()
  return {
    env: [...new Set(env)],
    ...(callback && { callback }),
    ...(register && { register }),
    ...(docs && { docs }),
    ...(deprecated && { deprecated }),
  }
}

/** @returns {Promise<Entry[]>} every provider, by name */
export async function entries() {
  const all = await Promise.all(
    providerModules().map(async (module) => {
      const file = join(folder, `${module}.ts`)
      const { default: factory } = await import(pathToFileURL(file).href)
      // The generic ones are named by whoever uses them.
      const { id, name, type } = factory({ id: "<id>" })
      const named = name === "<id>" ? `any ${kinds[type]} provider` : name
      return { module, id, name: named, type, ...factsOf(docstringOf(readFileSync(file, "utf8"))) }
    }),
  )
  return all.sort((a, b) => a.name.localeCompare(b.name, "en") || (a.module < b.module ? -1 : 1))
}

/**
 * The page.
 *
 * @param {Entry[]} list
 */
export function pageOf(list) {
  const rows = list.map((entry) => {
    const { module, name, docs, env, callback, register, type, deprecated } = entry
    return [
      docs ? `[${cell(name)}](${docs})` : cell(name),
      `\`${module}\``,
      env.map((one) => `\`${one}\``).join(" ") || "—",
      callback ? `\`${callback}\`` : "—",
      register ? `[${new URL(register).host}](${register})` : "—",
      kinds[type],
      deprecated ? cell(deprecated) : "",
    ]
  })
  const head = ["provider", "module", "environment", "callback", "register at", "kind", "status"]
  const table = [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`)
  const count = (type) => list.filter((entry) => entry.type === type).length
  return [
    "# Providers",
    "",
    "Made by `node tools/make-provider-pages.mjs` from the modules themselves.",
    "",
    `${list.length} modules: ${count("oidc")} speak OpenID Connect, ${count("oauth")} OAuth 2, ${count("email")} mail a link. Each is imported by its module's name, and each has a docstring with more.`,
    "",
    "```ts",
    'import { Auth } from "latchkey"',
    'import GitHub from "latchkey/providers/github"',
    "",
    "export const answer = (request: Request): Promise<Response> =>",
    "  Auth(request, { providers: [GitHub] })",
    "```",
    "",
    "- **environment**: what is read where the application passes nothing. `_ID` and `_SECRET` are the client's, `_ISSUER` is the address of your own tenant or server, `_KEY` the key of a mail service. With another `id`, names and callback follow it.",
    "- **callback**: what to register with the service, after your origin: `https://app.example.com/api/auth/callback/github`. It begins with your `basePath`; under their own name, without Next.js, that is `/auth`.",
    "- **register at**: a dash stands for a server of your own.",
    "- **status**: empty, or why a provider is not for new applications. It stays for the accounts that you have.",
    "",
    "Each OAuth and OpenID Connect provider is tested against a server that speaks its dialect, written from the service's documentation; not against the service itself.",
    "",
    ...table,
    "",
  ].join("\n")
}

function cell(text) {
  return text.replaceAll("|", "\\|")
}

/** What is wrong with the page, or undefined. */
export async function pageProblem() {
  const wanted = pageOf(await entries())
  if (readFileSync(page, "utf8") === wanted) return undefined
  return "docs/providers.md is not as it would be written: run node tools/make-provider-pages.mjs"
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--check")) {
    const problem = await pageProblem()
    if (problem) {
      console.error(problem)
      process.exitCode = 1
    }
  } else writeFileSync(page, pageOf(await entries()))
}
