import { getSession } from "@auth/solid-start"
import { query, redirect } from "@solidjs/router"
import { getRequestEvent } from "solid-js/web"
import { authOptions } from "./auth"

export const whoIsThere = query(async () => {
  "use server"
  return getSession(getRequestEvent()!.request, authOptions)
}, "who")

export const members = query(async () => {
  "use server"
  const session = await getSession(getRequestEvent()!.request, authOptions)
  if (!session) throw redirect("/api/auth/signin?callbackUrl=/private")
  return session
}, "members")
