import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { MemoryAdapter } from "../../../src/adapters/memory.ts"
import { Auth } from "../../../src/index.ts"
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

type Handler = (request: Request, config: object) => Promise<Response>

const SESSION = /session-token(\.\d)?$/

/** Who is never let in. */
const WRONG = "Nobody"

const credentials = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: { name: {} },
  authorize: ({ name }: { readonly name?: unknown }) =>
    name === WRONG ? null : { id: "7", name: "Ada" },
}
const silent = { error: () => {}, warn: () => {}, debug: () => {}, info: () => {} }

/** The same application for Auth.js and for ours: they speak one language. */
function application(
  auth: Handler,
  { sessions }: ComparedThing,
  { issuer, mails }: Surroundings,
): Application {
  const email = {
    id: "email",
    name: "E-mail",
    type: "email",
    maxAge: 86_400,
    sendVerificationRequest: ({ url }: { url: string }) => void mails.push(url),
  }
  const local = {
    id: "local",
    name: "Local",
    type: "oidc",
    issuer: issuer.url,
    clientId: "app",
    clientSecret: "app-secret",
    checks: ["state", "pkce", "nonce"],
  }
  const config = {
    adapter: MemoryAdapter(),
    session: { strategy: sessions === "cookie" ? "jwt" : "database" },
    // Credentials and sessions in a database don't go together there.
    providers: [...(sessions === "cookie" ? [credentials] : []), email, local],
    logger: silent,
    trustHost: true,
    basePath: "/auth",
  }
  return {
    base: `${ORIGIN}/auth`,
    instance: (secrets) => (request) => auth(request, { ...config, secret: [...secrets] }),
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

async function isSignedIn(client: WireClient): Promise<boolean> {
  return (await client.session())?.["user"] !== undefined
}

const things: Library["things"] = {
  "session in a cookie": {
    sessions: "cookie",
    carriers: SESSION,
    lasting: true,
    async begin(client) {
      await client.signIn("Ada")
      return () => isSignedIn(client)
    },
  },
  "session in a database": {
    sessions: "database",
    carriers: SESSION,
    lasting: true,
    async begin(client, { mails }) {
      await askForLink(client)
      await follow(client, mails.at(-1)!)
      return () => isSignedIn(client)
    },
  },
  "CSRF token": {
    sessions: "cookie",
    carriers: /csrf-token$/,
    lasting: true,
    async begin(client) {
      const csrfToken = await client.csrfToken()
      // Whoever signs in gets another token, so nobody does: a form that counts ends at another error.
      return async () => {
        const body = new URLSearchParams({ csrfToken, name: WRONG })
        const answer = await client.send("/callback/credentials", { method: "POST", body })
        return (answer.headers.get("location") ?? "").includes("CredentialsSignin")
      }
    },
  },
  "sign-in at a provider": {
    sessions: "cookie",
    carriers: /\.(state|nonce)$|pkce/,
    lasting: false,
    async begin(client, { issuer }) {
      const body = new URLSearchParams({ csrfToken: await client.csrfToken() })
      const start = await client.send("/signin/local", { method: "POST", body })
      const { params } = await issuer.walk(start.headers.get("location")!)
      return async () => {
        forget(client, SESSION)
        await client.send(`/callback/local?${params}`)
        return has(client, SESSION)
      }
    },
  },
  "mailed link": {
    sessions: "cookie",
    carriers: NEVER,
    lasting: false,
    async begin(client, { mails }) {
      await askForLink(client)
      const url = mails.at(-1)!
      return async () => {
        forget(client, SESSION)
        await follow(client, url)
        return has(client, SESSION)
      }
    },
  },
}

function library(name: string, version: string | null, auth: Handler): Library {
  return {
    name,
    version,
    things,
    application: (thing, around) => application(auth, thing, around),
  }
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
