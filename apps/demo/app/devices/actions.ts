"use server"

import { revalidatePath } from "next/cache"
import { auth, signOut } from "../../auth.ts"

/** Ends one session of whoever asks; the id of somebody else's ends nothing. */
export async function endDevice(form: FormData): Promise<void> {
  const id = form.get("id")
  if (typeof id !== "string") return
  await auth.sessions.end(id)
  revalidatePath("/devices")
}

export async function endOthers(): Promise<void> {
  await auth.sessions.endOthers()
  revalidatePath("/devices")
}

/** Everywhere, and then the cookie here. */
export async function endAll(): Promise<void> {
  await auth.sessions.endAll()
  await signOut({ redirectTo: "/" })
}
