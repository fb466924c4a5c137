import { DrizzleAdapter } from "@auth/drizzle-adapter"
import { eq } from "drizzle-orm"
import NextAuth from "next-auth"
import GitHub from "next-auth/providers/github"
import Nodemailer from "next-auth/providers/nodemailer"
import { db } from "@/db"
import { users } from "@/db/schema"

export const { handlers, auth, signIn, signOut } = NextAuth({
  adapter: DrizzleAdapter(db),
  providers: [
    GitHub({ enterprise: { baseUrl: process.env.GITHUB_URL } }),
    Nodemailer({
      server: process.env.EMAIL_SERVER ?? "smtp://127.0.0.1:2525",
      from: process.env.EMAIL_FROM ?? "Notes <notes@example.com>",
    }),
  ],
  callbacks: {
    authorized({ auth }) {
      return Boolean(auth?.user)
    },
    async session({ session, user, trigger, newSession }) {
      session.user.id = user.id
      const name: unknown = trigger === "update" ? newSession?.name : undefined
      if (typeof name === "string" && name.trim()) {
        await db.update(users).set({ name }).where(eq(users.id, user.id))
        session.user.name = name
      }
      return session
    },
  },
})
