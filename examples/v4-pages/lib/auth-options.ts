import type { NextAuthOptions } from "next-auth"
import CredentialsProvider from "next-auth/providers/credentials"
import LocalId from "./local-id"
import { checkPassword } from "./members"

/** The club had this name for its cookie before it had next-auth. */
export const SESSION_COOKIE = "club.session"

const secure = (process.env.NEXTAUTH_URL ?? "").startsWith("https://")

export const authOptions: NextAuthOptions = {
  secret: process.env.NEXTAUTH_SECRET,
  session: { strategy: "jwt", maxAge: 30 * 24 * 60 * 60, updateAge: 60 * 60 },
  jwt: { maxAge: 30 * 24 * 60 * 60 },
  cookies: {
    sessionToken: {
      name: SESSION_COOKIE,
      options: { httpOnly: true, sameSite: "lax", path: "/", secure },
    },
  },
  theme: { colorScheme: "light", brandColor: "#0a6b3d" },
  providers: [
    CredentialsProvider({
      name: "password",
      credentials: {
        username: { label: "Username", type: "text", placeholder: "grace" },
        password: { label: "Password", type: "password" },
      },
      async authorize(credentials, req) {
        if (!credentials || req.method !== "POST") return null
        return checkPassword(credentials.username, credentials.password)
      },
    }),
    LocalId({
      issuer: process.env.OIDC_ISSUER,
      clientId: process.env.OIDC_CLIENT_ID!,
      clientSecret: process.env.OIDC_CLIENT_SECRET!,
    }),
  ],
  callbacks: {
    async signIn({ user }) {
      return Boolean(user.email?.endsWith("@example.com"))
    },
    async redirect({ url, baseUrl }) {
      if (url.startsWith("/")) return `${baseUrl}${url}`
      return new URL(url).origin === baseUrl ? url : baseUrl
    },
    async jwt({ token, user, account, trigger, session }) {
      if (user) {
        token.number = user.number
        token.provider = account?.provider
      }
      if (trigger === "update" && typeof session?.nickname === "string") {
        token.nickname = session.nickname.slice(0, 20)
      }
      return token
    },
    async session({ session, token }) {
      session.user.number = token.number
      session.user.nickname = token.nickname ?? null
      session.provider = token.provider
      return session
    },
  },
  events: {
    signIn({ user, account }) {
      console.info(`signed in: ${user.email} by ${account?.provider}`)
    },
    signOut({ token }) {
      console.info(`signed out: ${token.email}`)
    },
  },
  logger: {
    error(code, metadata) {
      console.error("club/error", code, metadata instanceof Error ? metadata.name : "")
    },
    warn(code) {
      console.warn("club/warn", code)
    },
    debug() {},
  },
}
