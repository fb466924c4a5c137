/**
 * What an application sees of our types through the doors: its own fields, its own code as it was, and declarations
 * that name the package it knows.
 */
import { beforeAll, describe, expect, it } from "vitest"
import { compile, pnpmLayout } from "./compile.ts"
import { packDoors } from "./tools.ts"
import { inferred, inferred4, oauth1, profiles } from "./typed-applications.ts"

const SLOW = { timeout: 240_000 }
beforeAll(() => packDoors(), 240_000)

const augmented5 = {
  "types.ts": `
import type { DefaultSession } from "next-auth"
import type {} from "next-auth/jwt"
import type {} from "next-auth/adapters"
declare module "next-auth" {
  interface Session { user: { id: string; role: "admin" | "user" } & DefaultSession["user"]; accessToken?: string }
  interface User { role?: "admin" | "user" }
}
declare module "next-auth/jwt" {
  interface JWT { role?: "admin" | "user"; tenant: number }
}
declare module "next-auth/adapters" {
  interface AdapterUser { locale: string }
}
`,
  "auth.ts": `
import NextAuth, { type NextAuthConfig } from "next-auth"
import GitHub from "next-auth/providers/github"
import Credentials from "next-auth/providers/credentials"
export const config = {
  providers: [GitHub, Credentials({
    credentials: { email: { label: "Email" }, password: {} },
    async authorize(credentials, request) {
      const email: unknown = credentials.email
      // @ts-expect-error not a field of the form
      credentials.other
      return email && request.url ? { id: "1", role: "admin" } : null
    },
  })],
  callbacks: {
    jwt({ token, user, trigger, session }) {
      if (user) token.role = user.role
      if (trigger === "update") token.tenant = session.tenant
      const tenant: number = token.tenant
      // @ts-expect-error the application says number
      const wrong: string = token.tenant
      return token
    },
    session({ session, token, user }) {
      session.user.role = token.role ?? "user"
      session.user.id = user?.id ?? token.sub!
      session.accessToken = "x"
      const locale: string = user.locale
      // @ts-expect-error no such role
      session.user.role = "root"
      return session
    },
    authorized: ({ auth, request }) => auth?.user.role === "admin" || request.nextUrl.pathname === "/",
    signIn: ({ account, profile }) => account?.provider === "github" && profile?.email_verified === true,
  },
} satisfies NextAuthConfig
export const { handlers, auth, signIn, signOut, unstable_update } = NextAuth(config)
export async function page() {
  const session = await auth()
  const role: "admin" | "user" | undefined = session?.user.role
  // @ts-expect-error null where nobody is signed in
  session.user
  await unstable_update({ user: { role: "user" } })
  return role
}
export const proxy = auth((request) => { const id: string | undefined = request.auth?.user.id; void id })
export const { GET, POST } = handlers
`,
  "client.tsx": `
"use client"
import { SessionProvider, useSession, signIn, getProviders } from "next-auth/react"
export function Client() {
  const { data, status, update } = useSession()
  const required = useSession({ required: true, onUnauthenticated() {} })
  const role: "admin" | "user" | undefined = data?.user.role
  return <SessionProvider session={data}><button onClick={() => signIn("github", { redirectTo: "/" })}>{status}{role}{required.data?.user.id}</button></SessionProvider>
}
export async function submit() {
  const result = await signIn("credentials", { email: "a", redirect: false })
  const error: string | undefined = result.error
  return [error, await getProviders()]
}
`,
}

const augmentedCore = {
  "types.ts": `
import type {} from "@auth/core/types"
import type {} from "@auth/core/jwt"
declare module "@auth/core/types" {
  interface Session { tenant: string }
  interface User { plan?: "free" | "paid" }
}
declare module "@auth/core/jwt" {
  interface JWT { plan?: "free" | "paid" }
}
`,
  "server.ts": `
import { Auth, type AuthConfig, skipCSRFCheck, raw, isAuthAction } from "@auth/core"
import { AuthError, CredentialsSignin } from "@auth/core/errors"
import type { Adapter } from "@auth/core/adapters"
import type { Provider } from "@auth/core/providers"
import { getToken } from "@auth/core/jwt"
import GitHub from "@auth/core/providers/github"
declare const adapter: Adapter
const providers: Provider[] = [GitHub({ clientId: "a", clientSecret: "b" })]
export const config: AuthConfig = {
  adapter, providers, skipCSRFCheck, trustHost: true, secret: ["a", "b"],
  callbacks: {
    jwt({ token, user }) { token.plan = user?.plan; return token },
    session({ session, token }) { session.tenant = token.plan ?? "none"; return session },
  },
}
export const answer: Promise<Response> = Auth(new Request("https://a.example"), config)
export const plain = Auth(new Request("https://a.example"), { ...config, raw }).then((result) => result.cookies?.[0]?.name)
export class Locked extends CredentialsSignin { code = "locked" }
export const isOurs = (error: unknown) => error instanceof AuthError && error.type === "AccessDenied" && isAuthAction("csrf")
export const plan = getToken({ req: new Request("https://a.example"), secret: "x" }).then((token) => token?.plan)
`,
}

const augmented4 = {
  "types.ts": `
import type { DefaultSession, DefaultUser } from "next-auth"
import type { DefaultJWT } from "next-auth/jwt"
declare module "next-auth" {
  interface Session { user: { id: string; role: string } & DefaultSession["user"]; accessToken?: string }
  interface User extends DefaultUser { role: string }
}
declare module "next-auth/jwt" {
  interface JWT extends DefaultJWT { role: string; accessToken?: string }
}
`,
  "auth.ts": `
import NextAuth, { getServerSession, type NextAuthOptions, type Session, type User, type Account } from "next-auth"
import type { JWT } from "next-auth/jwt"
import type { AdapterUser } from "next-auth/adapters"
import type { GetServerSidePropsContext, NextApiRequest, NextApiResponse } from "next"
import CredentialsProvider from "next-auth/providers/credentials"
import GithubProvider, { type GithubProfile } from "next-auth/providers/github"
import GoogleProvider from "next-auth/providers/google"
import EmailProvider from "next-auth/providers/email"
import AzureADProvider from "next-auth/providers/azure-ad"
declare function compare(typed: string, hash: string): Promise<boolean>
export const authOptions: NextAuthOptions = {
  secret: process.env.NEXTAUTH_SECRET,
  session: { strategy: "jwt", maxAge: 30 * 24 * 60 * 60 },
  pages: { signIn: "/login", error: "/error" },
  debug: process.env.NODE_ENV === "development",
  logger: { error(code, metadata) { console.error(code, metadata) }, warn(code) { console.warn(code) } },
  providers: [
    GithubProvider({ clientId: process.env.GITHUB_ID as string, clientSecret: process.env.GITHUB_SECRET!, profile(profile: GithubProfile) {
      return { id: profile.id.toString(), name: profile.name ?? profile.login, email: profile.email, image: profile.avatar_url, role: "user" }
    } }),
    GoogleProvider({ clientId: process.env.GOOGLE_ID ?? "", clientSecret: "", authorization: { params: { prompt: "consent" } } }),
    EmailProvider({ server: process.env.EMAIL_SERVER, from: process.env.EMAIL_FROM }),
    AzureADProvider({ clientId: "", clientSecret: "", tenantId: process.env.TENANT }),
    CredentialsProvider({
      name: "Credentials",
      credentials: { username: { label: "Username", type: "text", placeholder: "jsmith" }, password: { label: "Password", type: "password" } },
      async authorize(credentials, req) {
        if (!credentials?.username || !(await compare(credentials.password, "hash"))) return null
        return { id: "1", name: credentials.username, role: String(req.headers?.["x-role"]) }
      },
    }),
  ],
  callbacks: {
    async signIn({ user, account, profile, email, credentials }: { user: User | AdapterUser; account: Account | null; profile?: object; email?: object; credentials?: object }) {
      const id: string | undefined = user.id
      return account?.provider !== "github" || (profile && email && credentials) ? Boolean(id) : "/no"
    },
    async redirect({ url, baseUrl }) { return url.startsWith("/") ? baseUrl + url : url },
    async jwt({ token, user, account, trigger, session }) {
      if (user) token.role = (user as User).role
      if (account) token.accessToken = account.access_token
      if (trigger === "update" && session?.name) token.name = session.name
      return token
    },
    async session({ session, token }: { session: Session; token: JWT }) {
      if (session.user) { session.user.id = token.sub!; session.user.role = token.role }
      session.accessToken = token.accessToken
      return session
    },
  },
  events: {
    async signIn({ user, isNewUser }) { void [user.email, isNewUser] },
    async signOut({ token, session }) { void [token.email, session.user] },
    async linkAccount({ user, account, profile }) { void [user.id, account.provider, profile.email] },
  },
}
export default NextAuth(authOptions)
export function auth(...args: [GetServerSidePropsContext["req"], GetServerSidePropsContext["res"]] | [NextApiRequest, NextApiResponse] | []) {
  return getServerSession(...args, authOptions)
}
export async function handler(req: NextApiRequest, res: NextApiResponse) {
  const session = await getServerSession(req, res, authOptions)
  const role: string | undefined = session?.user.role
  if (!role) return await NextAuth(req, res, authOptions)
}
const route = NextAuth(authOptions)
export { route as GET, route as POST }
`,
  "middleware.ts": `
import { withAuth, type NextRequestWithAuth } from "next-auth/middleware"
import { NextResponse } from "next/server.js"
export default withAuth(
  function middleware(req: NextRequestWithAuth) {
    if (req.nextUrl.pathname.startsWith("/admin") && req.nextauth.token?.role !== "admin") return NextResponse.redirect(new URL("/", req.url))
  },
  { callbacks: { authorized: ({ token }) => token?.role === "admin" }, pages: { signIn: "/login" } },
)
`,
  "default-middleware.ts": `export { default } from "next-auth/middleware"\nexport const config = { matcher: ["/admin"] }\n`,
  "client.tsx": `
"use client"
import { SessionProvider, useSession, signIn, signOut, getSession, type SignInResponse } from "next-auth/react"
export function Client({ children }: { children: React.ReactNode }) {
  const { data: session, status } = useSession({ required: true })
  return <SessionProvider session={session} refetchInterval={300}><button onClick={() => signOut({ callbackUrl: "/" })}>{status}{session?.user.role}{children}</button></SessionProvider>
}
export async function submit(): Promise<string | null | undefined> {
  const result = await signIn("credentials", { redirect: false, username: "a", password: "b" })
  const same: SignInResponse | undefined = result
  if (result?.ok) await getSession()
  void signIn("github", { callbackUrl: "/" })
  return same?.error
}
`,
}

describe.each(["nodenext", "bundler"] as const)("with %s", (resolution) => {
  it.each([
    ["next-auth 5", 5, "augmented5", augmented5],
    ["@auth/core", 5, "augmented-core", augmentedCore],
    ["next-auth 4", 4, "augmented4", augmented4],
  ] as const)(
    "an application of %s compiles as it was, with its own fields",
    SLOW,
    async (_, major, name, files) => {
      const { code, output } = await compile({ major, name, files, resolution })
      expect(output.replaceAll(/^npm warn.*$/gm, "")).toBe("")
      expect(code).toBe(0)
    },
  )
})

/** Only the application's own declarations name these modules, as in many guides. */
const onlyAugmented = (modules: readonly string[]) => ({
  "types.ts": `export {}\n${modules
    .map((name) => `declare module "${name}" { interface JWT { role?: "admin" } }`)
    .join("\n")}`,
  "auth.ts": `
import NextAuth from "next-auth"
export const result = NextAuth({
  providers: [],
  callbacks: { jwt({ token }) { const role: "admin" | undefined = token.role; return role ? token : null! } },
})
`,
})

it.each([
  ["next-auth 4", 4, ["next-auth/jwt"]],
  ["next-auth 5", 5, ["next-auth/jwt"]],
  ["next-auth 5 by @auth/core", 5, ["@auth/core/jwt"]],
] as const)(
  "an augmentation of %s holds where nothing imports what it augments",
  SLOW,
  async (title, major, modules) => {
    const name = title.replaceAll(/\W+/g, "-")
    const { code, output } = await compile({ major, name, files: onlyAugmented(modules) })
    expect(output).toBe("")
    expect(code).toBe(0)
  },
)

it.each([
  ["the profiles of providers, next-auth 4", 4, "profiles4", profiles(4)],
  ["the profiles of providers, next-auth 5", 5, "profiles5", profiles(5)],
  ["a session that is not declared, next-auth 4", 4, "inferred4", inferred4],
  ["a session that is not declared, next-auth 5", 5, "inferred5", inferred],
  ["OAuth 1.0a, next-auth 4", 4, "oauth1", oauth1],
] as const)("PAIN-13: %s", SLOW, async (_, major, name, files) => {
  const { code, output } = await compile({ major, name, files })
  expect(output).toBe("")
  expect(code).toBe(0)
})

describe("declarations", () => {
  const files = {
    "auth.ts": `
import NextAuth from "next-auth"
import GitHub from "next-auth/providers/github"
export const { handlers, auth, signIn, signOut, unstable_update } = NextAuth({ providers: [GitHub] })
export const result = NextAuth({ providers: [] })
export const { GET, POST } = handlers
`,
    "client.ts": `
import { useSession, getProviders } from "next-auth/react"
export const use = () => useSession()
export const providers = () => getProviders()
`,
    "jwt.ts": `
import { getToken } from "next-auth/jwt"
export const token = (req: Request) => getToken({ req, secret: "x" })
`,
  }
  const options = { noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: "out" }

  it.each([4, 5] as const)(
    "of next-auth %i name next-auth, also where pnpm hides the rest",
    SLOW,
    async (major) => {
      const home = pnpmLayout(major)
      const { code, output, read } = await compile({ major, name: "emit", files, options, home })
      expect(output).toBe("")
      expect(code).toBe(0)
      const auth = read("out/auth.d.ts")
      expect(auth).toMatch(/auth: import\("next-auth"\)\.AuthFunction/)
      expect(auth + read("out/client.d.ts") + read("out/jwt.d.ts")).not.toContain("latchkey")
    },
  )
})
