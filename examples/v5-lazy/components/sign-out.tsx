"use client"

import { signOut } from "next-auth/react"

export function SignOut() {
  return <button onClick={() => void signOut({ redirectTo: "/" })}>Sign out</button>
}
