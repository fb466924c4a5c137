import { SqlAdapter } from "latchkey/adapters/sql"
import NextAuth from "latchkey/next"
import Credentials from "latchkey/providers/credentials"
import Nodemailer from "latchkey/providers/nodemailer"
import OIDC from "latchkey/providers/oidc"
import { database } from "./database.ts"
import { demoUser } from "./demo-user.ts"

/** No secret here: in development Latchkey makes one, in production it comes from AUTH_SECRET. */
export const { handlers, auth, signIn, signOut } = NextAuth(async () => ({
  adapter: SqlAdapter(await database()),
  session: {
    strategy: process.env.DEMO_SESSION === "database" ? "database" : "jwt",
    updateAge: Number(process.env.DEMO_UPDATE_AGE ?? 24 * 60 * 60),
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
        username === demoUser.username && password === demoUser.password ? demoUser.profile : null,
    }),
  ],
  pages: { verifyRequest: "/mail" },
}))
