import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { build } from "../../../../../tools/build.mjs"
import { freePort, startNext } from "../../../../../tools/demo.mjs"
import { cache, must, pinnedNode, root, toolEnv } from "../../../../../tools/run.mjs"

/**
 * An application below `/app`, as somebody writes it who has never read that this needs anything: no `AUTH_URL`, no
 * `basePath` but that of `next.config`.
 */
const files = {
  "package.json": '{ "private": true, "type": "module" }',
  "next.config.mjs": `
    const root = ${JSON.stringify(root)}
    export default { basePath: "/app", outputFileTracingRoot: root, turbopack: { root } }`,
  "auth.js": `
    import NextAuth from "latchkey/doors/v5/index"
    import Credentials from "latchkey/doors/v5/credentials"
    export const { handlers, auth, signIn, signOut } = NextAuth({
      session: { domain: "team.localhost" },
      callbacks: { authorized: ({ auth }) => auth !== null },
      providers: [Credentials({
        credentials: { name: {} },
        authorize: ({ name }) => ({ id: "7", name }),
      })],
    })`,
  "proxy.js": `
    export { auth as proxy } from "./auth.js"
    export const config = { matcher: "/inside" }`,
  "app/layout.jsx": `
    export default ({ children }) => <html><body>{children}</body></html>`,
  "app/page.jsx": `
    import { auth, signIn, signOut } from "../auth.js"
    async function enter() { "use server"; await signIn("credentials", { name: "Ada", redirectTo: "/inside" }) }
    async function leave() { "use server"; await signOut({ redirectTo: "/" }) }
    export default async () => <>
      <p data-testid="who">{(await auth())?.user.name ?? "nobody"}</p>
      <form action={enter}><button>Enter</button></form>
      <form action={leave}><button>Leave</button></form>
    </>`,
  "app/inside/page.jsx": `export default () => <h1>Inside</h1>`,
  "app/client/page.jsx": `
    "use client"
    import { SessionProvider, signIn, signOut, useSession } from "latchkey/doors/v5/react"
    function Who() {
      const { data, status } = useSession()
      return <>
        <p data-testid="who">{status === "loading" ? "" : data?.user.name ?? "nobody"}</p>
        <button onClick={() => signIn("credentials", { name: "Grace", callbackUrl: "/inside" })}>Enter</button>
        <button onClick={() => signIn()}>Choose</button>
        <button onClick={() => signOut({ callbackUrl: "/" })}>Leave</button>
      </>
    }
    export default () => <SessionProvider><Who /></SessionProvider>`,
  "app/api/away/route.js": `
    import { auth } from "../../../auth.js"
    export const GET = auth((request) => Response.redirect(new URL("/app/login", request.nextUrl)))`,
  "app/api/auth/[...nextauth]/route.js": `
    import { handlers } from "../../../../auth.js"
    export const { GET, POST } = handlers`,
}

/** The application, built and started. */
export interface BasePathApp {
  readonly port: number
  stop(): Promise<void>
}

export async function startBasePathApp(): Promise<BasePathApp> {
  const folder = join(cache, `base-path-${process.pid}`)
  await build()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"))
  const env = toolEnv({ NODE_ENV: "production" }) as Record<string, string>
  for (const name of Object.keys(env)) if (/^(NEXT)?AUTH_/.test(name)) delete env[name]
  const next = join(root, "node_modules/next/dist/bin/next")
  await must(pinnedNode(), [next, "build"], { cwd: folder, env })
  const port = await freePort(3600)
  const secret = globalThis.crypto.randomUUID() + globalThis.crypto.randomUUID()
  const settings = { AUTH_SECRET: secret, AUTH_TRUST_HOST: "www.example" }
  const running = await startNext({ mode: "start", port, folder, path: "/app", env: settings })
  return {
    port,
    async stop() {
      await running.stop("SIGKILL")
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
