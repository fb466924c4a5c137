import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { MemoryAdapter } from "../../../src/adapters/memory.ts"
import { Auth } from "../../../src/index.ts"
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

type Handler = (request: Request, config: object) => Promise<Response>

const SESSION = /session-token(\.\d)?$/
const credentials = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: { name: {} },
  authorize: () => ({ id: "7", name: "Ada" }),
}
const silent = { error: () => {}, warn: () => {}, debug: () => {}, info: () => {} }

/** The same application for Auth.js and for ours: they speak one language. */
function library(name: string, version: string | null, auth: Handler): Library {
  return {
    name,
    version,
    applications(issuer) {
      const local = {
        id: "local",
        name: "Local",
        type: "oidc",
        issuer: issuer.url,
        clientId: "app",
        clientSecret: "app-secret",
        checks: ["state", "pkce", "nonce"],
      }
      const make = (
        strategy: "jwt" | "database",
        of: Pick<Application, "carriers" | "lasting"> & {
          begin(client: WireClient, mails: string[]): Promise<Show>
        },
      ): Application => {
        const mails: string[] = []
        const email = {
          id: "email",
          name: "E-mail",
          type: "email",
          maxAge: 86_400,
          sendVerificationRequest: ({ url }: { url: string }) => void mails.push(url),
        }
        const adapter = MemoryAdapter()
        const shared = { adapter, session: { strategy }, logger: silent, trustHost: true }
        return {
          ...of,
          base: `${ORIGIN}/auth`,
          instance: (secrets) => (request) =>
            auth(request, {
              ...shared,
              basePath: "/auth",
              secret: [...secrets],
              providers: [...(strategy === "jwt" ? [credentials] : []), email, local],
            }),
          begin: (client) => of.begin(client, mails),
        }
      }
      const session = async (client: WireClient): Promise<boolean> =>
        (await client.session())?.["user"] !== undefined
      return {
        "session in a cookie": () =>
          make("jwt", {
            carriers: SESSION,
            lasting: true,
            async begin(client) {
              await client.signIn("Ada")
              return () => session(client)
            },
          }),
        "session in a database": () =>
          make("database", {
            carriers: SESSION,
            lasting: true,
            async begin(client, mails) {
              await askForLink(client)
              await follow(client, mails.at(-1)!)
              return () => session(client)
            },
          }),
        "CSRF token": () =>
          make("jwt", {
            carriers: /csrf-token$/,
            lasting: true,
            async begin(client) {
              const token = await client.csrfToken()
              return async () => {
                forget(client, SESSION)
                await client.signIn("Ada", token)
                return has(client, SESSION)
              }
            },
          }),
        "sign-in at a provider": () =>
          make("jwt", {
            carriers: /\.(state|nonce)$|pkce/,
            lasting: false,
            async begin(client) {
              const body = new URLSearchParams({ csrfToken: await client.csrfToken() })
              const start = await client.send("/signin/local", { method: "POST", body })
              const { params } = await issuer.walk(start.headers.get("location")!)
              return async () => {
                forget(client, SESSION)
                await client.send(`/callback/local?${params}`)
                return has(client, SESSION)
              }
            },
          }),
        "mailed link": () =>
          make("jwt", {
            carriers: NEVER,
            lasting: false,
            async begin(client, mails) {
              await askForLink(client)
              const url = mails.at(-1)!
              return async () => {
                forget(client, SESSION)
                await follow(client, url)
                return has(client, SESSION)
              }
            },
          }),
      }
    },
  }
}

async function askForLink(client: WireClient): Promise<void> {
  const csrfToken = await client.csrfToken()
  const body = new URLSearchParams({ csrfToken, email: "ada@example.com" })
  await client.send("/signin/email", { method: "POST", body })
}

async function follow(client: WireClient, url: string): Promise<void> {
  await client.send(url.slice(client.base.length))
}

export const latchkey: Library = library("latchkey", null, Auth as Handler)

/** The published `@auth/core` that lies in this folder. */
export async function authCore(home: string): Promise<Library> {
  const folder = join(home, "node_modules/@auth/core")
  const { Auth: theirs } = (await import(
    /* @vite-ignore */ pathToFileURL(join(folder, "index.js")).href
  )) as { Auth: Handler }
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    version: string
  }
  return library("@auth/core", version, theirs)
}
