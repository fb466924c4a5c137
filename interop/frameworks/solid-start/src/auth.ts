import type { SolidAuthConfig } from "@auth/solid-start"
import Credentials from "@auth/solid-start/providers/credentials"

const { AUTH_LOCAL_ID, AUTH_LOCAL_SECRET, AUTH_LOCAL_ISSUER } = process.env

/** This package reads `AUTH_SECRET` only, and is told twice where its routes are. */
export const authOptions: SolidAuthConfig = {
  prefix: "/api/auth",
  basePath: "/api/auth",
  trustHost: true,
  providers: [
    {
      id: "local",
      name: "Local ID",
      type: "oidc",
      clientId: AUTH_LOCAL_ID,
      clientSecret: AUTH_LOCAL_SECRET,
      issuer: AUTH_LOCAL_ISSUER,
    },
    Credentials({
      credentials: {
        username: { label: "Name" },
        password: { label: "Password", type: "password" },
      },
      authorize: ({ username, password }) =>
        password === "right"
          ? { id: "7", name: String(username), email: "grace@example.com" }
          : null,
    }),
  ],
  callbacks: {
    jwt({ token, account, user }) {
      if (account) token["signedInWith"] = account.provider
      // More than one cookie holds, for whoever is called so.
      if (user?.name === "Long") token["filler"] = "x".repeat(5_000)
      return token
    },
    session({ session, token }) {
      session.user.image = `with:${String(token["signedInWith"])}`
      return session
    },
  },
}
