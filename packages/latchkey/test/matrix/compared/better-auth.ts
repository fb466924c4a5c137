import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import type { WireClient } from "../../doors/wire-client.ts"
import {
  type Application,
  type ComparedThing,
  forget,
  has,
  type Library,
  NEVER,
  ORIGIN,
  type Surroundings,
} from "./application.ts"

interface Modules {
  betterAuth(options: object): { handler(request: Request): Promise<Response> }
  memoryAdapter(rows: object): object
  magicLink(options: object): object
  genericOAuth(options: object): object
}

const SESSION = /session_(token|data)(\.\d)?$/

async function modulesOf(folder: string): Promise<Modules> {
  const paths = ["index.mjs", "adapters/memory-adapter/index.mjs", "plugins/index.mjs"]
  const modules = await Promise.all(
    paths.map(
      (path) =>
        import(
          /* @vite-ignore */ pathToFileURL(join(folder, "dist", path)).href
        ) as Promise<object>,
    ),
  )
  return Object.assign({}, ...modules) as Modules
}

function pluginsOf(modules: Modules, { issuer, mails }: Surroundings): object[] {
  const local = {
    providerId: "local",
    discoveryUrl: `${issuer.url}/.well-known/openid-configuration`,
    clientId: "app",
    clientSecret: "app-secret",
    scopes: ["openid", "profile", "email"],
    pkce: true,
  }
  return [
    modules.magicLink({
      expiresIn: 86_400,
      sendMagicLink: ({ url }: { url: string }) => void mails.push(url),
    }),
    modules.genericOAuth({ config: [local] }),
  ]
}

function application(
  modules: Modules,
  { sessions }: ComparedThing,
  around: Surroundings,
): Application {
  const rows = { user: [], session: [], account: [], verification: [] }
  return {
    base: `${ORIGIN}/api/auth`,
    instance(secrets) {
      const auth = modules.betterAuth({
        baseURL: ORIGIN,
        // As its documentation counts versions; the first entry is current.
        secrets: secrets.map((value) => ({ version: versionOf(value), value })),
        // Without a database the session lies in cookies only.
        ...(sessions === "database" ? { database: modules.memoryAdapter(rows) } : {}),
        emailAndPassword: { enabled: true },
        plugins: pluginsOf(modules, around),
        rateLimit: { enabled: false },
        telemetry: { enabled: false },
        logger: { disabled: true },
      })
      return (request) => auth.handler(request)
    },
  }
}

const versions = new Map<string, number>()

/** The same secret has the same version everywhere. */
function versionOf(secret: string): number {
  if (!versions.has(secret)) versions.set(secret, versions.size + 1)
  return versions.get(secret)!
}

function post(client: WireClient, path: string, body: object): Promise<Response> {
  return client.send(path, {
    method: "POST",
    headers: { "content-type": "application/json", origin: ORIGIN },
    body: JSON.stringify(body),
  })
}

async function isSignedIn(client: WireClient): Promise<boolean> {
  const answer = await client.send("/get-session")
  return answer.ok && (await answer.json()) !== null
}

function sessionIn(sessions: "cookie" | "database"): ComparedThing {
  return {
    sessions,
    carriers: SESSION,
    lasting: true,
    async begin(client) {
      const person = { name: "Ada", email: "ada@example.com", password: "correct horse battery" }
      await post(client, "/sign-up/email", person)
      return () => isSignedIn(client)
    },
  }
}

const things: Library["things"] = {
  "session in a cookie": sessionIn("cookie"),
  "session in a database": sessionIn("database"),
  // It looks at the Origin header, and has no token.
  "CSRF token": null,
  "sign-in at a provider": {
    sessions: "database",
    carriers: /state$/,
    lasting: false,
    async begin(client, { issuer }) {
      const wish = { provider: "local", callbackURL: "/in" }
      const start = await post(client, "/sign-in/social", wish)
      const { url } = (await start.json()) as { url: string }
      const { params } = await issuer.walk(url)
      return async () => {
        forget(client, SESSION)
        await client.send(`/callback/local?${params}`)
        return has(client, SESSION)
      }
    },
  },
  "mailed link": {
    sessions: "database",
    carriers: NEVER,
    lasting: false,
    async begin(client, { mails }) {
      await post(client, "/sign-in/magic-link", { email: "ada@example.com" })
      const url = mails.at(-1)!
      return async () => {
        forget(client, SESSION)
        await client.send(url.slice(client.base.length))
        return has(client, SESSION)
      }
    },
  },
}

/** The published `better-auth` that lies in this folder, with its own adapter for memory and its own plugins. */
export async function betterAuth(home: string): Promise<Library> {
  const folder = join(home, "node_modules/better-auth")
  const modules = await modulesOf(folder)
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    version: string
  }
  return {
    name: "better-auth",
    version,
    things,
    application: (thing, around) => application(modules, thing, around),
  }
}
