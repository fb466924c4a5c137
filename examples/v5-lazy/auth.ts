import NextAuth from "next-auth"
import Credentials from "next-auth/providers/credentials"
import { loadSecret } from "@/load-secret"

/** Asked at each request: secret and issuer are known when the server runs, not when it is built. */
export const { handlers, auth, signIn, signOut, unstable_update } = NextAuth(async (request) => ({
  secret: await loadSecret(),
  session: { strategy: "jwt", maxAge: 7 * 24 * 60 * 60 },
  pages: { signIn: "/login" },
  providers: [
    {
      id: "local-id",
      name: "Local ID",
      type: "oidc",
      issuer: process.env.OIDC_ISSUER,
      clientId: process.env.OIDC_CLIENT_ID,
      clientSecret: process.env.OIDC_CLIENT_SECRET,
      authorization: { params: { scope: "openid profile email" } },
      profile: (profile) => ({
        id: profile.sub,
        name: profile.name,
        email: profile.email,
        role: "member",
      }),
    },
    Credentials({
      credentials: { username: {}, password: { type: "password" } },
      authorize: ({ username, password }) =>
        username === "grace" && password && password === process.env.ADMIN_PASSWORD
          ? { id: "1", name: "Grace Hopper", email: "grace@example.com", role: "admin" }
          : null,
    }),
  ],
  callbacks: {
    jwt({ token, user, account, trigger, session }) {
      if (user) {
        token.userId = account?.providerAccountId ?? user.id
        token.role = user.role
      }
      if (trigger === "update" && typeof session?.user?.name === "string") {
        token.name = session.user.name
      }
      return token
    },
    session({ session, token }) {
      session.user.id = token.userId ?? ""
      session.user.role = token.role ?? "member"
      return session
    },
  },
  // Only who asks for it, and only while developing.
  debug: process.env.NODE_ENV === "development" && request?.nextUrl.searchParams.has("debug"),
}))
