/**
 * The types in projects as package managers lay them out: installed by alias from a registry, each package reaching only
 * what it names; checked by the compilers that users have, with declarations, and by `next build`.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import {
  ensureInstalled,
  pinnedNode,
  type Registry,
  root,
  run,
  startRegistry,
  toolEnv,
} from "./tools.ts"

const MINUTES = 60_000
const tools = join(root, "test-types/node_modules")
const door = (major: 4 | 5): string =>
  `npm:@latchkey/next-auth-v${major}@^${major === 4 ? "4.24.0" : "5.0.0"}`
const core = "npm:@latchkey/auth-core@^0.41.3"
const next = "16.4.5"
const react = "19.3.1"
const versions = createRequire(import.meta.url)("../../../../package.json") as {
  devDependencies: Record<string, string>
}
const common = {
  "@types/node": versions.devDependencies["@types/node"]!,
  "@types/react": versions.devDependencies["@types/react"]!,
}

const augmented = `import type { DefaultSession } from "next-auth"
import type {} from "next-auth/jwt"
import type {} from "@auth/core/types"
import type {} from "@auth/core/jwt"
declare module "next-auth" {
  interface Session { user: { tenant: number } & DefaultSession["user"] }
}
declare module "@auth/core/types" {
  interface User { plan?: "free" | "paid" }
}
declare module "next-auth/jwt" {
  interface JWT { tenant?: number }
}
declare module "@auth/core/jwt" {
  interface JWT { plan?: "free" | "paid" }
}
`
const auth = `import NextAuth from "next-auth"
import GitHub, { type GitHubProfile } from "next-auth/providers/github"
import { adapter } from "@acme/db"
interface Mine extends GitHubProfile { team: string }
export const { handlers, auth, signIn, signOut } = NextAuth({
  adapter,
  session: { strategy: "jwt" },
  providers: [GitHub({ profile: (profile: Mine) => ({ id: String(profile.id), name: profile.team, plan: "free" as const }) })],
  callbacks: {
    jwt({ token, user }) {
      if (user) token.plan = user.plan
      return token
    },
    session({ session, token }) {
      return { ...session, plan: token.plan ?? "free", user: { ...session.user, tenant: token.tenant ?? 0 } }
    },
  },
})
`
const page = `import { auth } from "../auth"
export const dynamic = "force-dynamic"
export default async function Page() {
  const session = await auth()
  const tenant: number | undefined = session?.user.tenant
  const plan: "free" | "paid" | undefined = session?.plan
  return <p>{tenant}{plan}</p>
}
`
const client = `"use client"
import { SessionProvider, useSession } from "next-auth/react"
import type { auth } from "./auth"
export const use = () => useSession()
export function Plan() {
  const { data } = useSession<typeof auth>()
  return <SessionProvider>{data?.plan.toUpperCase()}</SessionProvider>
}
`
const db = `import type { Adapter, AdapterUser } from "@auth/core/adapters"
import type { Adapter as AdapterOfNextAuth } from "next-auth/adapters"
import type { JWT } from "next-auth/jwt"
const users = new Map<string, AdapterUser>()
export const adapter: Adapter = { getUser: (id) => users.get(id) ?? null }
export const same: AdapterOfNextAuth = adapter
export const tenantOf = (token: JWT) => token.sub
`
const cjs = `import NextAuth, { type NextAuthOptions, getServerSession } from "next-auth"
import GithubProvider from "next-auth/providers/github"
import { getToken } from "next-auth/jwt"
export const authOptions: NextAuthOptions = {
  providers: [GithubProvider({ clientId: "", clientSecret: "" })],
}
export default NextAuth(authOptions)
export const session = () => getServerSession(authOptions)
export const token = (req: Request) => getToken({ req })
`

const emitting = {
  strict: true,
  declaration: true,
  emitDeclarationOnly: true,
  outDir: "out",
  target: "ES2022",
  lib: ["ES2023", "DOM", "DOM.Iterable"],
  jsx: "preserve",
  skipLibCheck: true,
  esModuleInterop: true,
  types: ["node"],
}
const config = (options: object, include: string[]): string =>
  JSON.stringify({ compilerOptions: { ...emitting, ...options }, include })
const asEsm = { module: "ESNext", moduleResolution: "bundler" }

const web = {
  name: "web",
  private: true,
  type: "module",
  dependencies: {
    "@acme/db": "workspace:*",
    "@auth/core": core,
    next,
    "next-auth": door(5),
    react: react,
    "react-dom": react,
  },
  devDependencies: { ...common, typescript: "5.9.3" },
}
const files: Readonly<Record<string, string>> = {
  "pnpm-workspace.yaml": "packages:\n  - apps/*\n  - packages/*\n",
  "package.json": '{ "name": "acme", "private": true, "workspaces": ["apps/*", "packages/*"] }',
  "apps/web/package.json": JSON.stringify(web),
  "apps/web/auth.ts": auth,
  "apps/web/types.d.ts": augmented,
  "apps/web/client.tsx": client,
  "apps/web/app/page.tsx": page,
  "apps/web/app/layout.tsx":
    "export default function Layout({ children }: { children: React.ReactNode }) { return <html><body>{children}</body></html> }\n",
  "apps/web/app/api/auth/[...nextauth]/route.ts":
    'import { handlers } from "../../../../auth"\nexport const { GET, POST } = handlers\n',
  "apps/web/next.config.mjs": `export default { transpilePackages: ["@acme/db"] }\n`,
  "apps/web/tsconfig.json": JSON.stringify({
    compilerOptions: {
      ...emitting,
      ...asEsm,
      declaration: false,
      emitDeclarationOnly: false,
      noEmit: true,
    },
    include: ["**/*.ts", "**/*.tsx"],
    exclude: ["out", "node_modules"],
  }),
  "apps/web/tsconfig.bundler.json": config(asEsm, ["types.d.ts", "auth.ts", "client.tsx"]),
  "packages/db/package.json": JSON.stringify({
    name: "@acme/db",
    private: true,
    type: "module",
    exports: "./index.ts",
    dependencies: { "@auth/core": core, "next-auth": door(5) },
  }),
  "packages/db/index.ts": db,
  ...Object.fromEntries(
    ["node16", "nodenext", "bundler"].map((kind) => [
      `packages/db/tsconfig.${kind}.json`,
      config(
        kind === "bundler"
          ? { ...asEsm, types: [] }
          : { module: kind, moduleResolution: kind, types: [] },
        ["index.ts"],
      ),
    ]),
  ),
  "packages/old/package.json": JSON.stringify({
    name: "old",
    private: true,
    dependencies: { next, "next-auth": door(4), react: react },
    devDependencies: common,
  }),
  "packages/old/auth.ts": cjs,
  "packages/old/tsconfig.node16.json": config({ module: "node16", moduleResolution: "node16" }, [
    "auth.ts",
  ]),
  "packages/old/tsconfig.bundler.json": config(asEsm, ["auth.ts"]),
}

/** The compilers by version: their programs. */
const compilers = {
  "5.4": join(tools, "typescript-5.4/lib/tsc.js"),
  "5.9": join(tools, "typescript-5.9/lib/tsc.js"),
  "6": join(root, "node_modules/typescript/lib/tsc.js"),
  "7": join(root, "node_modules/.bin/tsc"),
}

function write(folder: string, all: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
}

describe("projects installed from a registry", () => {
  let registry: Registry
  let folder: string

  const execute = async (command: string, args: string[], cwd: string): Promise<string> => {
    const { code, output } = await run(command, args, {
      cwd,
      env: toolEnv({ ...registry.env, CI: "1" }),
    })
    return code === 0 ? "" : `${command} ${args.join(" ")} ended with ${code}\n${output}`
  }
  const check = (
    version: keyof typeof compilers,
    project: string,
    kind: string,
  ): Promise<string> => {
    const args = ["-p", `tsconfig.${kind}.json`, "--pretty", "false"]
    const program = compilers[version]
    const cwd = join(folder, project)
    return version === "7"
      ? execute(program, args, cwd)
      : execute(pinnedNode(), [program, ...args], cwd)
  }
  const emitted = (file: string): string => readFileSync(join(folder, file), "utf8")

  beforeAll(async () => {
    await ensureInstalled(join(root, "test-types"))
    registry = await startRegistry()
    folder = mkdtempSync(join(tmpdir(), "latchkey-managers-"))
    write(folder, files)
  }, 4 * MINUTES)
  afterAll(async () => {
    await registry.stop()
    rmSync(folder, { recursive: true, force: true })
  }, MINUTES)

  describe("pnpm, two packages of one repository", () => {
    beforeAll(async () => {
      const pnpm = join(tools, "pnpm/bin/pnpm.mjs")
      const args = [
        "install",
        "--ignore-scripts",
        "--no-frozen-lockfile",
        "--store-dir",
        join(folder, ".store"),
      ]
      const problem = await execute(pinnedNode(), [pnpm, ...args], folder)
      if (problem) throw new Error(problem)
    }, 5 * MINUTES)

    it.each(["5.4", "5.9", "6", "7"] as const)(
      "TypeScript %s checks them, and writes declarations that name what they import",
      async (version) => {
        expect(await check(version, "apps/web", "bundler")).toBe("")
        // The oldest and the newest in each way of finding modules; those between are for what changed on the way.
        const isBetween = version === "5.9" || version === "6"
        for (const kind of isBetween ? ["nodenext"] : ["node16", "nodenext", "bundler"]) {
          expect(await check(version, "packages/db", kind)).toBe("")
        }
        for (const kind of isBetween ? ["node16"] : ["node16", "bundler"]) {
          expect(await check(version, "packages/old", kind)).toBe("")
        }
        expect(emitted("apps/web/out/auth.d.ts")).toContain('import("next-auth").AuthFunction<')
        for (const file of ["apps/web/out/auth.d.ts", "apps/web/out/client.d.ts"]) {
          expect(emitted(file)).not.toMatch(/latchkey|\.pnpm/)
        }
        expect(emitted("packages/old/out/auth.d.ts")).not.toMatch(/latchkey|\.pnpm/)
      },
      3 * MINUTES,
    )

    it(
      "a wrong use is an error there too",
      async () => {
        write(folder, {
          "apps/web/wrong.ts": `import { auth } from "./auth"\nexport const x: string | undefined = (await auth())?.user.tenant\n`,
          "apps/web/tsconfig.wrong.json": config(asEsm, ["types.d.ts", "wrong.ts"]),
        })
        expect(await check("7", "apps/web", "wrong")).toContain("TS2322")
        rmSync(join(folder, "apps/web/wrong.ts"))
      },
      MINUTES,
    )

    it(
      "next build checks the types and builds",
      async () => {
        const program = join(folder, "apps/web/node_modules/next/dist/bin/next")
        expect(await execute(pinnedNode(), [program, "build"], join(folder, "apps/web"))).toBe("")
      },
      4 * MINUTES,
    )
  })
})
