import type { AuthConfig } from "latchkey"
import NextAuth from "latchkey/next"
import Credentials from "latchkey/providers/credentials"
import Nodemailer from "latchkey/providers/nodemailer"
import OIDC from "latchkey/providers/oidc"
import { store } from "./database.ts"
import { demoUser, signedUp } from "./demo-user.ts"
import { hasRegister, isManaged, maxAge, register, ring } from "./keys.ts"

declare module "latchkey" {
  interface User {
    /** Whether they may look after the keys. */
    isAdmin?: boolean
  }
}

/** No secret here: in development Latchkey makes one, in production it comes from AUTH_SECRET. The ring is wrapped with it. */
export const { handlers, auth, signIn, signOut } = NextAuth(async () => ({
  ...(await kept()),
  ...(isManaged ? { secret: await ring() } : {}),
  session: {
    strategy: process.env.DEMO_SESSION === "database" ? "database" : "jwt",
    maxAge,
    updateAge: Number(process.env.DEMO_UPDATE_AGE ?? 24 * 60 * 60),
    ...(hasRegister ? { register: await register() } : {}),
    // Sessions can be seen and ended, whichever way they are kept.
    records: true,
    revocable: true,
  },
  providers: [
    // Its client id and secret are AUTH_LOCAL_ID and AUTH_LOCAL_SECRET.
    OIDC({
      id: "local",
      name: "Local ID",
      issuer: process.env.AUTH_LOCAL_ISSUER ?? "http://127.0.0.1:4600",
    }),
    Nodemailer({ server: process.env.EMAIL_SERVER, from: process.env.EMAIL_FROM }),
    Credentials({
      name: "Password",
      credentials: {
        username: { label: "Name" },
        password: { label: "Password", type: "password" },
      },
      authorize: ({ username, password }) =>
        username === demoUser.username && password === demoUser.password ? signedUp() : null,
    }),
  ],
  callbacks: {
    // Whoever knows the demo's password looks after its keys. A mail address is no proof of that.
    jwt: ({ token, account }) =>
      account ? { ...token, isAdmin: account.provider === "credentials" } : token,
    // Told field by field: with sessions in the database, `session` is the row, and what is returned goes to the browser.
    session({ session, token }) {
      const { id, name, email, image } = session.user ?? {}
      return {
        user: { id, name, email, image, isAdmin: token?.isAdmin === true },
        expires: new Date(session.expires).toISOString(),
      }
    },
  },
  pages: { verifyRequest: "/mail" },
}))

/** Where people and sessions are kept, and what happened, where that is a table. */
async function kept(): Promise<Pick<AuthConfig, "adapter" | "account" | "securityEvents">> {
  const { adapter, activity, tokens } = await store()
  return {
    adapter,
    account: { sealTokens: tokens !== undefined, revokeTokens: "unlink" },
    ...(activity ? { securityEvents: activity } : {}),
  }
}
