import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import type { WireClient } from "../../doors/wire-client.ts"
import {
  type Application,
  forget,
  has,
  type Library,
  NEVER,
  ORIGIN,
  type Show,
} from "./application.ts"

interface Modules {
  betterAuth(options: object): { handler(request: Request): Promise<Response> }
  memoryAdapter(rows: object): object
  magicLink(options: object): object
  genericOAuth(options: object): object
}

const SESSION = /session_(token|data)(\.\d)?$/

/** The published `better-auth` that lies in this folder, with its own adapter for memory and its own plugins. */
export async function betterAuth(home: string): Promise<Library> {
  const folder = join(home, "node_modules/better-auth")
  const open = async (path: string): Promise<object> =>
    (await import(/* @vite-ignore */ pathToFileURL(join(folder, "dist", path)).href)) as object
  const modules = {
    ...(await open("index.mjs")),
    ...(await open("adapters/memory-adapter/index.mjs")),
    ...(await open("plugins/index.mjs")),
  } as Modules
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    version: string
  }
  return {
    name: "better-auth",
    version,
    applications(issuer) {
      const make = (
        of: Pick<Application, "carriers" | "lasting"> & {
          begin(client: WireClient, mails: string[]): Promise<Show>
        },
        where: "database" | "cookie" = "database",
      ): Application => {
        const mails: string[] = []
        const rows = { user: [], session: [], account: [], verification: [] }
        const plugins = (): object[] => [
          modules.magicLink({
            expiresIn: 86_400,
            sendMagicLink: ({ url }: { url: string }) => void mails.push(url),
          }),
          modules.genericOAuth({
            config: [
              {
                providerId: "local",
                discoveryUrl: `${issuer.url}/.well-known/openid-configuration`,
                clientId: "app",
                clientSecret: "app-secret",
                scopes: ["openid", "profile", "email"],
                pkce: true,
              },
            ],
          }),
        ]
        return {
          ...of,
          base: `${ORIGIN}/api/auth`,
          instance(secrets) {
            const auth = modules.betterAuth({
              baseURL: ORIGIN,
              // Versions as their documentation counts them: the first entry is current.
              secrets: secrets.map((value) => ({ version: versionOf(value), value })),
              // Without a database the session lies in cookies only.
              ...(where === "database" ? { database: modules.memoryAdapter(rows) } : {}),
              emailAndPassword: { enabled: true },
              plugins: plugins(),
              rateLimit: { enabled: false },
              telemetry: { enabled: false },
              logger: { disabled: true },
            })
            return (request) => auth.handler(request)
          },
          begin: (client) => of.begin(client, mails),
        }
      }
      const sessionIn = (where: "database" | "cookie"): Application =>
        make(
          {
            carriers: SESSION,
            lasting: true,
            async begin(client) {
              await post(client, "/sign-up/email", {
                name: "Ada",
                email: "ada@example.com",
                password: "correct horse battery",
              })
              return () => session(client)
            },
          },
          where,
        )
      return {
        "session in a cookie": () => sessionIn("cookie"),
        "session in a database": () => sessionIn("database"),
        // It looks at the Origin header, and has no token.
        "CSRF token": null,
        "sign-in at a provider": () =>
          make({
            carriers: /state$/,
            lasting: false,
            async begin(client) {
              const start = await post(client, "/sign-in/social", {
                provider: "local",
                callbackURL: "/in",
              })
              const { url } = (await start.json()) as { url: string }
              const { params } = await issuer.walk(url)
              return async () => {
                forget(client, SESSION)
                await client.send(`/callback/local?${params}`)
                return has(client, SESSION)
              }
            },
          }),
        "mailed link": () =>
          make({
            carriers: NEVER,
            lasting: false,
            async begin(client, mails) {
              await post(client, "/sign-in/magic-link", { email: "ada@example.com" })
              const url = mails.at(-1)!
              return async () => {
                forget(client, SESSION)
                await client.send(url.slice(client.base.length))
                return has(client, SESSION)
              }
            },
          }),
      }
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

async function session(client: WireClient): Promise<boolean> {
  const answer = await client.send("/get-session")
  return answer.ok && (await answer.json()) !== null
}
