/** An application of Next.js with `middleware.ts` on the edge runtime, built once and without a secret. */
import { randomBytes } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { build } from "../../../../tools/build.mjs"
import { freePort, startNext } from "../../../../tools/demo.mjs"
import { cache, must, pinnedNode, root, toolEnv } from "../../../../tools/run.mjs"
import { Detector } from "../leaks/detector.ts"

const [A, B] = [1, 2].map(() => randomBytes(32).toString("base64")) as [string, string]

const files = {
  "package.json": '{ "private": true, "type": "module" }',
  "next.config.mjs": `
    export default { outputFileTracingRoot: ${JSON.stringify(root)} }`,
  "auth.js": `
    import NextAuth from "latchkey/next"
    import Credentials from "latchkey/providers/credentials"
    export const { handlers, auth } = NextAuth({
      providers: [Credentials({ credentials: {}, authorize: () => ({ id: "7", name: "Ada" }) })],
    })`,
  "middleware.js": `
    import { NextResponse } from "next/server"
    import { auth } from "./auth.js"
    export default auth((request) => {
      if (!request.auth) return NextResponse.redirect(new URL("/api/auth/signin", request.nextUrl))
      const headers = { "x-user": request.auth.user.name, "x-edge": typeof EdgeRuntime }
      return NextResponse.next({ headers })
    })
    export const config = { matcher: "/guarded" }`,
  "app/layout.jsx": `
    export default ({ children }) => <html><body>{children}</body></html>`,
  "app/page.jsx": `export default () => <p>For all</p>`,
  "app/guarded/page.jsx": `export default () => <p>For those who are signed in</p>`,
  "app/api/auth/[...nextauth]/route.js": `
    export { GET, POST }
    import { handlers } from "../../../../auth.js"
    const { GET, POST } = handlers`,
}

/** One for each run: vitest may run beside another. */
const folder = join(cache, `edge-${process.pid}`)

beforeAll(async () => {
  await build()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"))
  const env = toolEnv({ NODE_ENV: "production" }) as Record<string, string>
  for (const name of Object.keys(env)) if (/^(NEXT)?AUTH_/.test(name)) delete env[name]
  const args = [join(root, "node_modules/next/dist/bin/next"), "build", "--webpack"]
  await must(pinnedNode(), args, { cwd: folder, env })
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

let port = 0
async function started(secret: string | undefined): Promise<string> {
  port ||= await freePort(3500)
  const env = { AUTH_URL: `http://localhost:${port}`, AUTH_SECRET: secret }
  const next = await startNext({ mode: "start", port, folder, env })
  cleanups.push(() => next.stop("SIGKILL"))
  return next.url
}

async function stopped(): Promise<void> {
  for (const clean of cleanups.splice(0)) await clean()
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ")
}

async function signIn(url: string): Promise<string> {
  const csrf = await fetch(`${url}/api/auth/csrf`)
  const { csrfToken } = (await csrf.json()) as { csrfToken: string }
  const response = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: url, cookie: cookiesOf(csrf) },
    body: new URLSearchParams({ csrfToken }),
  })
  return cookiesOf(response)
    .split("; ")
    .filter((pair) => pair.includes("session-token"))
    .join("; ")
}

/** Whom the middleware lets in, or where it sends them. */
async function guarded(url: string, cookie = ""): Promise<(string | null)[]> {
  const { status, headers } = await fetch(`${url}/guarded`, {
    redirect: "manual",
    headers: { cookie },
  })
  return [String(status), headers.get("x-user") ?? headers.get("location"), headers.get("x-edge")]
}

describe("M1: middleware on the edge runtime, of one build that was made without a secret", () => {
  it("is on the edge runtime", () => {
    const manifest = join(folder, ".next/server/middleware-manifest.json")
    const { middleware } = JSON.parse(readFileSync(manifest, "utf8")) as {
      middleware: Record<string, { files: string[] }>
    }
    expect(Object.keys(middleware)).toEqual(["/"])
    expect(middleware["/"]!.files.some((file) => file.includes("edge-"))).toBe(true)
  })

  it(
    "guards with the secret of the process: one, then another, then the first again",
    { timeout: 120_000 },
    async () => {
      let url = await started(A)
      const toSignIn = "/api/auth/signin"
      expect(await guarded(url)).toEqual(["307", toSignIn, null])
      const cookie = await signIn(url)
      // Next.js gives the edge runtime this name.
      expect(await guarded(url, cookie)).toEqual(["200", "Ada", "string"])
      expect(await guarded(url, cookie.replace(/.$/, "!"))).toEqual(["307", toSignIn, null])
      await stopped()

      url = await started(B)
      expect(await guarded(url, cookie)).toEqual(["307", toSignIn, null])
      expect(await guarded(url, await signIn(url))).toEqual(["200", "Ada", "string"])
      await stopped()

      url = await started(A)
      expect(await guarded(url, cookie)).toEqual(["200", "Ada", "string"])
    },
  )

  it("lets nobody in where there is no secret", { timeout: 60_000 }, async () => {
    const url = await started(undefined)
    const [status, whom] = await guarded(url, "authjs.session-token=x")
    expect(Number(status)).toBeGreaterThanOrEqual(300)
    expect(whom).not.toBe("Ada")
  })

  it("holds neither secret", { timeout: 60_000 }, () => {
    const output = readdirSync(join(folder, ".next"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      // What the bundler keeps for its next run is not deployed.
      .filter((file) => !file.startsWith(join(folder, ".next/cache")))
    expect(output.some((file) => file.endsWith("server/middleware.js"))).toBe(true)
    const search = (value: string): number => {
      const detector = new Detector([{ name: "value", value }])
      for (const file of output) detector.search(file, readFileSync(file))
      return detector.leaks.length
    }
    expect([search(A), search(B)]).toEqual([0, 0])
    // What is in the bundle is found there.
    expect(search("session-token")).toBeGreaterThan(0)
  })
})
