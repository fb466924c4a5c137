import { DrizzleAdapter } from "latchkey/adapters/drizzle"
import NextAuth from "next-auth"
import GitHub from "next-auth/providers/github"
import { db } from "./db.ts"

export const { handlers, auth, signIn, signOut } = NextAuth({
  adapter: DrizzleAdapter(db),
  providers: [GitHub],
  callbacks: {
    session({ session, user }) {
      session.user.id = user.id
      return session
    },
  },
})
