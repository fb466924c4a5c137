import { QwikAuth$ } from "@auth/qwik"
import Credentials from "@auth/qwik/providers/credentials"

/** Client id, secret and issuer of `local` come from `AUTH_LOCAL_ID`, `AUTH_LOCAL_SECRET`, `AUTH_LOCAL_ISSUER`. */
export const { onRequest, useSession, useSignIn, useSignOut } = QwikAuth$(() => ({
  trustHost: true,
  providers: [
    { id: "local", name: "Local ID", type: "oidc" },
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
}))
