/**
 * Applications in the shape that their guides teach, renamed and compiled as strictly as they would be.
 */
import { mkdirSync, readFileSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Cli, installCli } from "../cli/sandbox.ts"
import { compile } from "../doors/compile.ts"
import { packDoors } from "../doors/tools.ts"

let cli: Cli
beforeAll(async () => {
  cli = await installCli()
  await packDoors()
}, 240_000)
afterAll(() => cli.remove())

const modules = new URL("../../../../node_modules/", import.meta.url).pathname

/** Pages router, `withAuth`, an augmented session. */
const v4: Record<string, string> = {
  "pages/api/auth/[...nextauth].ts": `import NextAuth, { type NextAuthOptions } from "next-auth"
import GithubProvider, { type GithubProfile } from "next-auth/providers/github"
import CredentialsProvider from "next-auth/providers/credentials"

export const authOptions: NextAuthOptions = {
  providers: [
    GithubProvider({ clientId: "a", clientSecret: "b" }),
    CredentialsProvider({
      name: "Password",
      credentials: { password: { label: "Password", type: "password" } },
      authorize: async (credentials) =>
        credentials?.password === "right" ? { id: "1", name: "Ada", role: "admin" } : null,
    }),
  ],
  callbacks: {
    jwt({ token, user }) {
      if (user) token.role = user.role
      return token
    },
    session({ session, token }) {
      if (session.user) session.user.role = token.role
      return session
    },
  },
}
export const loginOf = (profile: GithubProfile): string => profile.login
export default NextAuth(authOptions)
`,
  "pages/index.tsx": `import type { GetServerSidePropsContext } from "next"
import { getServerSession, type Session } from "next-auth"
import { signOut, useSession } from "next-auth/react"
import { authOptions } from "./api/auth/[...nextauth]"

export default function Home(props: { session: Session | null }) {
  const { data } = useSession()
  const role: "admin" | "user" | undefined = (data ?? props.session)?.user?.role
  return <button onClick={() => signOut()}>{role}</button>
}
export async function getServerSideProps({ req, res }: GetServerSidePropsContext) {
  return { props: { session: await getServerSession(req, res, authOptions) } }
}
`,
  "middleware.ts": `import { withAuth } from "next-auth/middleware"
export default withAuth({ callbacks: { authorized: ({ token }) => token?.role === "admin" } })
`,
  "types/next-auth.d.ts": `import type { DefaultSession } from "next-auth"
import type { DefaultJWT } from "next-auth/jwt"
declare module "next-auth" {
  interface Session { user?: { role: "admin" | "user" } & DefaultSession["user"] }
  interface User { role: "admin" | "user" }
}
declare module "next-auth/jwt" {
  interface JWT extends DefaultJWT { role: "admin" | "user" }
}
`,
}

/** App router, split for the edge, actions, an augmented session and token. */
const v5: Record<string, string> = {
  "auth.config.ts": `import type { NextAuthConfig } from "next-auth"
import GitHub from "next-auth/providers/github"
import Apple, { type AppleNonConformUser } from "next-auth/providers/apple"

export const nameOf = (user: AppleNonConformUser): string => user.name?.firstName ?? ""
export default {
  providers: [GitHub, Apple],
  callbacks: { authorized: ({ auth }) => !!auth?.user },
} satisfies NextAuthConfig
`,
  "auth.ts": `import NextAuth, { AuthError, CredentialsSignin, type DefaultSession } from "next-auth"
import "next-auth/jwt"
import authConfig from "./auth.config"

declare module "next-auth" {
  interface Session { user: { role: string } & DefaultSession["user"] }
}
declare module "next-auth/jwt" {
  interface JWT { role?: string }
}
export class InvalidLogin extends CredentialsSignin { override code = "invalid" }
export const isAuthError = (error: unknown): error is AuthError => error instanceof AuthError
export const { handlers, auth, signIn, signOut } = NextAuth({
  ...authConfig,
  session: { strategy: "jwt" },
  callbacks: {
    ...authConfig.callbacks,
    session({ session, token }) {
      session.user.role = token.role ?? "user"
      return session
    },
  },
})
`,
  "middleware.ts": `import NextAuth from "next-auth"
import authConfig from "./auth.config"
export const { auth: middleware } = NextAuth(authConfig)
`,
  "app/api/auth/[...nextauth]/route.ts": `import { handlers } from "@/auth"
export const { GET, POST } = handlers
`,
  "app/page.tsx": `import type { Session } from "next-auth"
import { auth, signOut } from "@/auth"
export default async function Page() {
  const session: Session | null = await auth()
  const role: string | undefined = session?.user.role
  return <form action={async () => { "use server"; await signOut() }}>{role}</form>
}
`,
  "app/client.tsx": `"use client"
import { SessionProvider, useSession } from "next-auth/react"
export const Role = () => <b>{useSession().data?.user.role}</b>
export { SessionProvider }
`,
}

/** The files as `--rename` leaves them. */
function renamed(version: string, files: Record<string, string>): Record<string, string> {
  const dependencies = { next: "16.0.0", "next-auth": version }
  const folder = cli.project({ ...files, "package.json": JSON.stringify({ dependencies }) })
  mkdirSync(join(folder, "node_modules"))
  symlinkSync(join(modules, "typescript"), join(folder, "node_modules/typescript"))
  const { code, stderr } = cli.run(folder, ["migrate", "--rename", "--yes", "--no-install"])
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
  return Object.fromEntries(
    Object.keys(files).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  )
}

describe.each([
  [4 as const, "4.24.15", v4, "pages/index.tsx", 'const role: "admin"'],
  [5 as const, "5.0.0-beta.32", v5, "app/page.tsx", "const role: string"],
])("next-auth %i", (major, version, files, page, typed) => {
  test("compiles before, and renamed", { timeout: 120_000 }, async () => {
    const before = await compile({ major, name: "migrate-before", files })
    expect(before.output).toBe("")
    const after = renamed(version, files)
    expect(Object.values(after).join("\n")).not.toMatch(/["']next-auth/)
    const compiled = await compile({ major, name: "migrate-after", files: after })
    expect(compiled.output).toBe("")
  })

  test("the augmentation still counts", { timeout: 120_000 }, async () => {
    const after = renamed(version, files)
    const wrong = { ...after, [page]: after[page]!.replace(typed, "const role: RegExp") }
    const { code, output } = await compile({ major, name: "migrate-wrong", files: wrong })
    expect(code).not.toBe(0)
    expect(output).toMatch(/Type '(?:string|"admin")' is not assignable to type '.*RegExp/)
  })
})
