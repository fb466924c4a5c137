import { createHash, randomBytes } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { build } from "../../../../../tools/build.mjs"
import { freePort, type RunningNext, startNext } from "../../../../../tools/demo.mjs"
import { cache, must, pinnedNode, root, toolEnv } from "../../../../../tools/run.mjs"

/** Of one configuration, which the proxy has too, and by the door of next-auth 5. */
const auth = `
  import NextAuth, { CredentialsSignin } from "latchkey/doors/v5/index"
  import Credentials from "latchkey/doors/v5/credentials"
  import { SqlAdapter } from "latchkey/adapters/sql"
  import { openSqlite } from "latchkey/adapters/sqlite-file"

  const shared = globalThis
  const database = () => (shared.testDatabase ??= openSqlite(process.env.TEST_DATABASE))
  class Locked extends CredentialsSignin { code = "locked" }

  export const { handlers, auth, signIn, signOut, update } = NextAuth(async () => {
    const adapter = SqlAdapter(await database())
    const inDatabase = process.env.TEST_SESSION === "database"
    return {
      adapter,
      session: { strategy: inDatabase ? "database" : "jwt" },
      providers: [Credentials({
        credentials: { name: {}, password: {} },
        async authorize({ name, password }) {
          if (name === "locked") throw new Locked()
          if (password !== "right") return null
          const email = name.toLowerCase() + "@example.com"
          return (await adapter.getUserByEmail(email)) ??
            adapter.createUser({ id: crypto.randomUUID(), name, email, emailVerified: null })
        },
      }), ...(process.env.TEST_ISSUER ? [{
        id: "local", name: "Local", type: "oidc", issuer: process.env.TEST_ISSUER,
        clientId: "app", clientSecret: "app-secret", endSession: { idTokenHint: "cookie" },
      }] : [])],
      callbacks: {
        authorized: ({ auth, request }) => !request.nextUrl.pathname.startsWith("/guarded") || !!auth,
        ...(inDatabase ? {
          async session({ session, user, trigger, newSession }) {
            const { name } = trigger === "update"
              ? await adapter.updateUser({ id: user.id, name: newSession.user.name })
              : user
            return { user: { id: user.id, name, email: user.email }, expires: session.expires }
          },
        } : {
          jwt: ({ token, trigger, session }) =>
            trigger === "update" ? { ...token, name: session.user.name } : token,
        }),
      },
    }
  })`

const actions = `
  "use server"
  import { redirect } from "next/navigation"
  import { signIn, signOut, update } from "./auth.js"
  export const enter = async () => void (await signIn("credentials", { name: "Ada", password: "right", redirect: false }))
  export const enterAndGo = async () => signIn("credentials", { name: "Ada", password: "right", redirectTo: "/other" })
  export const leave = async () => void (await signOut({ redirect: false }))
  export const leaveAndGo = async () => { await signOut({ redirect: false }); redirect("/other") }
  export const leaveProvider = async () => signOut({ provider: true, redirectTo: "/other" })
  export const rename = async () => void (await update({ user: { name: "Grace" } }))
  export const nothing = async () => {}
  export const attempt = async (_, form) => {
    try {
      return "went to " + (await signIn("credentials", { name: form.get("name"), password: "wrong", redirect: false }))
    } catch (error) {
      return error.type + " " + error.code
    }
  }`

const page = (title: string): string => `
  import { auth } from "${title === "seeded" ? "../../../" : title === "home" ? "../../" : "../../../"}auth.js"
  import { Panel } from "${title === "home" ? "../../" : "../../../"}panel.jsx"
  export default async function Page() {
    const session = await auth()
    return <main>
      <h1>${title}</h1>
      <p data-testid="server">{session ? session.user.name + " " + session.user.id : "nobody"}</p>
      <Panel />
    </main>
  }`

const layout = (seed: string): string => `
  import { auth } from "../../auth.js"
  import { Providers } from "../../providers.jsx"
  export const dynamic = "force-dynamic"
  export default async function Layout({ children }) {
    return <html><body><Providers ${seed}>{children}</Providers></body></html>
  }`

const files: Readonly<Record<string, string>> = {
  "package.json": '{ "private": true, "type": "module" }',
  "next.config.mjs": `export default { outputFileTracingRoot: ${JSON.stringify(root)} }`,
  "auth.js": auth,
  "proxy.js": `
    export { auth as proxy } from "./auth.js"
    export const config = { matcher: "/guarded" }`,
  "actions.js": actions,
  "providers.jsx": `
    "use client"
    export { SessionProvider as Providers } from "latchkey/doors/v5/react"`,
  "panel.jsx": `
    "use client"
    import { useActionState } from "react"
    import Link from "next/link"
    import { getSession, signIn, signOut, useSession } from "latchkey/doors/v5/react"
    import * as actions from "./actions.js"
    function Who({ id }) {
      const { data, status } = useSession()
      return <p data-testid={id}>{data ? data.user.name + " " + data.user.id : status}</p>
    }
    export function Panel() {
      const [said, attempt] = useActionState(actions.attempt, "")
      return <>
        <Who id="client" /><Who id="other-client" />
        {["enter", "enterAndGo", "leave", "leaveAndGo", "leaveProvider", "rename", "nothing"].map((name) =>
          <form key={name} action={actions[name]}><button>{name}</button></form>)}
        <form action={attempt}><input name="name" aria-label="name" /><button>attempt</button></form>
        <p data-testid="said">{said}</p>
        <button onClick={() => signIn("credentials", { name: "Ada", password: "right", redirect: false })}>client sign-in</button>
        <button onClick={() => signOut({ provider: true, redirectTo: "/other" })}>client sign-out at the provider</button>
        <button onClick={async () => { window.asked = await Promise.all([getSession(), getSession(), getSession()]) }}>ask thrice</button>
        <Link href="/" prefetch={false}>home</Link> <Link href="/other" prefetch={false}>other</Link>
      </>
    }`,
  "app/(plain)/layout.jsx": layout(""),
  "app/(plain)/page.jsx": page("home"),
  "app/(plain)/other/page.jsx": page("other"),
  "app/(plain)/guarded/page.jsx": page("guarded"),
  "app/(seeded)/layout.jsx": layout("session={await auth()}"),
  "app/(seeded)/seeded/page.jsx": page("seeded"),
  "app/api/auth/[...nextauth]/route.js": `
    import { handlers } from "../../../../auth.js"
    export const { GET, POST } = handlers`,
}

const folder = join(cache, "session-app")

/** Writes and builds the application, unless an earlier file has; without a secret. */
export async function buildSessionApp(): Promise<void> {
  const { fingerprint } = await build()
  const hash = createHash("sha256").update(fingerprint).update(JSON.stringify(files)).digest("hex")
  const stamp = join(folder, ".next/latchkey-stamp")
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return
  rmSync(folder, { recursive: true, force: true })
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text.trimStart())
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"))
  const env = toolEnv({ NODE_ENV: "production" }) as Record<string, string>
  for (const name of Object.keys(env)) if (/^(NEXT)?AUTH_/.test(name)) delete env[name]
  const args = [join(root, "node_modules/next/dist/bin/next"), "build", "--webpack"]
  await must(pinnedNode(), args, { cwd: folder, env })
  writeFileSync(stamp, hash)
}

/** Starts it on a port of its own, with an empty database; `issuer`: with an OpenID Provider beside passwords. */
export async function startSessionApp(
  strategy: "jwt" | "database",
  { port: given, issuer }: { readonly port?: number; readonly issuer?: string } = {},
): Promise<RunningNext> {
  const port = given ?? (await freePort(3700))
  const database = join(folder, `${strategy}-${port}.sqlite`)
  for (const ending of ["", "-wal", "-shm"]) rmSync(`${database}${ending}`, { force: true })
  const env = {
    AUTH_SECRET: randomBytes(32).toString("base64"),
    TEST_SESSION: strategy,
    ...(issuer && { TEST_ISSUER: issuer }),
    TEST_DATABASE: database,
  }
  return startNext({ mode: "start", port, folder, env })
}
