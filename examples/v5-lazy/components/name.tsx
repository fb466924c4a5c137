"use client"

import { useSession } from "next-auth/react"

/** The name as the browser knows it, and a change of it from here. */
export function Name() {
  const { data, status, update } = useSession()
  return (
    <>
      <p data-testid="client-name">{data?.user.name}</p>
      <p data-testid="client-role">{data?.user.role}</p>
      <button
        disabled={status !== "authenticated"}
        onClick={() => void update({ user: { name: data?.user.name?.toUpperCase() } })}
      >
        In capitals
      </button>
    </>
  )
}
