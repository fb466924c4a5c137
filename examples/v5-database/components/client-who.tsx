"use client"

import { useSession } from "next-auth/react"

/** Who is signed in, as the browser knows it. */
export function ClientWho() {
  const { data, status } = useSession()
  return (
    <p data-testid="client-who">{status === "loading" ? "…" : (data?.user?.email ?? "nobody")}</p>
  )
}
