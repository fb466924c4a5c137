/**
 * The doors as they would be published, in applications that have them under the names they stand for.
 */
import { execFileSync } from "node:child_process"
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { delimiter, join } from "node:path"
import { describe, expect, it } from "vitest"
import { appOf, packDoors, pinnedNode, root, run } from "./tools.ts"

const SLOW = { timeout: 240_000 }
const packed = await packDoors()

/** The pinned Node, and whatever else of a version we promise is on the PATH. */
function nodes(): string[] {
  const found = [pinnedNode()]
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const file = join(folder, "node")
    if (folder.includes("node_modules") || !existsSync(file)) continue
    if (!found.some((other) => realpathSync(other) === realpathSync(file))) found.push(file)
  }
  return found.filter((file) => {
    const version = execFileSync(file, ["-p", "process.versions.node"], { encoding: "utf8" })
    const [major = 0, minor = 0] = version.split(".").map(Number)
    return major > 20 || (major === 20 && minor >= 19)
  })
}

/** Runs a script in an application, and reads the JSON it prints. */
function evaluate(
  node: string,
  major: 4 | 5,
  kind: "commonjs" | "module",
  script: string,
): unknown {
  const args = [`--input-type=${kind}`, "--no-warnings", "-e", script]
  const output = execFileSync(node, args, { cwd: appOf(major), encoding: "utf8" })
  return JSON.parse(output)
}

/** The same name wherever the repository lies, since the ledger names these tests. */
const runtimes = nodes().map((node, index) => ({
  node,
  name: index === 0 ? "the pinned Node.js" : node,
}))

describe.each(runtimes)("on $name", ({ node }) => {
  it("next-auth 4 is there for users of CommonJS, in each way they call it", SLOW, () => {
    const script = `
      const NextAuth = require("next-auth")
      const { getServerSession } = require("next-auth/next")
      const Credentials = require("next-auth/providers/credentials")
      const { withAuth, default: middleware } = require("next-auth/middleware")
      const jwt = require("next-auth/jwt")
      console.log(JSON.stringify({
        callable: typeof NextAuth({ providers: [] }),
        standard: typeof NextAuth.default({ providers: [] }).handlers.GET,
        named: NextAuth.getServerSession === getServerSession && getServerSession === NextAuth.unstable_getServerSession,
        interop: NextAuth.__esModule,
        provider: [Credentials({ credentials: {} }).id, Credentials.default({ credentials: {} }).id],
        middleware: [typeof withAuth, typeof middleware],
        jwt: Object.keys(jwt).sort(),
      }))`
    expect(evaluate(node, 4, "commonjs", script)).toEqual({
      callable: "function",
      standard: "function",
      named: true,
      interop: true,
      provider: ["credentials", "credentials"],
      middleware: ["function", "function"],
      jwt: ["TokenNotOpened", "decode", "encode", "getToken"],
    })
  })

  it("next-auth 4 is there for ES modules, which had to write .default", SLOW, () => {
    const script = `
      import NextAuth, { getServerSession } from "next-auth"
      import GitHub from "next-auth/providers/github"
      import { useSession } from "next-auth/react"
      console.log(JSON.stringify([
        typeof NextAuth({ providers: [] }), typeof NextAuth.default, typeof getServerSession,
        GitHub({ clientId: "a" }).id, GitHub.default({ clientId: "a" }).options.clientId, typeof useSession,
      ]))`
    const expected = ["function", "function", "function", "github", "a", "function"]
    expect(evaluate(node, 4, "module", script)).toEqual(expected)
  })

  it("the doors have one implementation: classes, symbols and providers agree", SLOW, () => {
    const script = `
      import NextAuth, { AuthError, CredentialsSignin, customFetch } from "next-auth"
      import * as core from "@auth/core"
      import * as errors from "@auth/core/errors"
      import GitHub from "next-auth/providers/github"
      import GitHubOfCore from "@auth/core/providers/github"
      import { AuthError as own } from "latchkey"
      class Locked extends CredentialsSignin { code = "locked" }
      console.log(JSON.stringify([
        new Locked() instanceof errors.SignInError, new errors.AccessDenied() instanceof AuthError,
        own === AuthError, customFetch === core.customFetch, GitHub === GitHubOfCore,
        typeof NextAuth({ providers: [] }).auth,
      ]))`
    expect(evaluate(node, 5, "module", script)).toEqual([true, true, true, true, true, "function"])
  })
})

describe("each door keeps the generation it stands for", () => {
  it("in the cookies that its sessions are in", SLOW, () => {
    const script = (secret: string): string => `
      import { encode } from "next-auth/jwt"
      const token = await encode({ token: { sub: "1" }, secret: "${secret}", salt: "authjs.session-token" })
      console.log(Buffer.from(token.split(".")[0], "base64url").toString())`
    const secret = "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk"
    const node = pinnedNode()
    expect(evaluate(node, 4, "module", script(secret))).toEqual({ alg: "dir", enc: "A256GCM" })
    expect(evaluate(node, 5, "module", script(secret))).toMatchObject({
      alg: "dir",
      enc: "A256CBC-HS512",
      kid: expect.any(String) as string,
    })
  })

  it('react keeps "use client" as its first statement', () => {
    for (const major of [4, 5] as const) {
      const file = join(appOf(major), "node_modules/next-auth/react.js")
      expect(readFileSync(file, "utf8")).toMatch(/^"use client"\n/)
    }
  })
})

/** An application into which npm itself has put the tarballs under other names. */
async function installed(): Promise<string | undefined> {
  const folder = join(root, ".cache/doors/npm")
  const mark = join(folder, "stamp")
  if (existsSync(mark) && readFileSync(mark, "utf8") === packed.stamp) return folder
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const manifest = {
    private: true,
    dependencies: {
      "next-auth": `file:${packed.doors["next-auth-v5"]}`,
      "@auth/core": `file:${packed.doors["auth-core"]}`,
    },
    overrides: { latchkey: `file:${packed.latchkey}` },
  }
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest))
  const args = ["install", "--prefix", folder, "--no-audit", "--no-fund"]
  const { code } = await run("npm", args, { cwd: folder })
  if (code !== 0) return undefined
  writeFileSync(mark, packed.stamp)
  return folder
}

const folder = await installed()

describe.skipIf(!folder)("installed by npm under the names they stand for", () => {
  it("there is one latchkey", () => {
    expect(existsSync(join(folder!, "node_modules/latchkey/package.json"))).toBe(true)
    for (const name of ["next-auth", "@auth/core"]) {
      expect(existsSync(join(folder!, "node_modules", name, "node_modules"))).toBe(false)
    }
  })

  it.each(["auth", "latchkey"])("npx %s is our command line", SLOW, async (name) => {
    const { code, output } = await run("npx", ["--no-install", name, "--help"], { cwd: folder! })
    expect(output).toContain("Usage: latchkey <command>")
    expect(output).toMatch(/secret +make a secret/)
    expect(code).toBe(0)
  })

  it.each(["auth", "latchkey"])(
    "M7: npx %s secret writes the env file that the framework reads, and never over another one",
    SLOW,
    async (name) => {
      const file = join(folder!, ".env.local")
      rmSync(file, { force: true })
      const args = ["--no-install", name, "secret"]
      // The door alone does not make it an application of Next.js; its dependency does.
      const manifest = join(folder!, "package.json")
      const before = readFileSync(manifest, "utf8")
      const { dependencies, ...rest } = JSON.parse(before) as { dependencies: object }
      writeFileSync(
        manifest,
        JSON.stringify({ ...rest, dependencies: { ...dependencies, next: "16" } }),
      )
      try {
        const first = await run("npx", args, { cwd: folder! })
        expect(first.code, first.output).toBe(0)
        const written = readFileSync(file, "utf8")
        const [, secret] = /^AUTH_SECRET="?([^"\n]{43,})"?$/m.exec(written)!
        expect(first.output).toContain(".env.local")
        expect(first.output).not.toContain(secret)
        expect(statSync(file).mode & 0o077).toBe(0)
        const second = await run("npx", args, { cwd: folder! })
        expect(second.output).toContain("is in .env.local already. Nothing was changed.")
        expect(readFileSync(file, "utf8")).toBe(written)
      } finally {
        writeFileSync(manifest, before)
        rmSync(file, { force: true })
      }
    },
  )

  it("npx auth secret --raw prints a secret", SLOW, async () => {
    const args = ["--no-install", "auth", "secret", "--raw"]
    const { code, output } = await run("npx", args, { cwd: folder! })
    expect(output.trim().split("\n").at(-1)).toMatch(/^[\w+/-]{43}=?$/)
    expect(code).toBe(0)
  })
})
