"use server"

import { AuthError, TooManyAttempts } from "latchkey/errors"
import { redirect } from "next/navigation"
import { signIn, signOut } from "../auth.ts"

export async function signInWithLocalId(): Promise<void> {
  await signIn("local", { redirectTo: "/" })
}

export async function signInWithMail(form: FormData): Promise<void> {
  const email = form.get("email")
  await withMessage(() => signIn("nodemailer", { email, redirectTo: "/", redirect: false }))
  redirect("/mail")
}

export async function signInWithPassword(form: FormData): Promise<void> {
  const { username, password } = Object.fromEntries(form)
  await withMessage(() => signIn("credentials", { username, password, redirectTo: "/" }))
}

export async function signOutHere(): Promise<void> {
  await signOut({ redirectTo: "/" })
}

/** Shows what went wrong on the start page; a redirect of Next.js passes through. */
async function withMessage(attempt: () => Promise<unknown>): Promise<void> {
  try {
    await attempt()
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    const query = new URLSearchParams({ error: error.type })
    if (error instanceof TooManyAttempts) {
      query.set("minutes", String(Math.ceil(error.retryAfter / 60)))
    }
    redirect(`/?${query}`)
  }
}
