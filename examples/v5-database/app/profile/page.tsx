"use client"

import { useSession } from "next-auth/react"
import { useState } from "react"

/** The session as the browser sees it, and a new name for it. */
export default function Profile() {
  const { data, status, update } = useSession({ required: true })
  const [name, setName] = useState("")
  if (status === "loading") return <p>…</p>
  return (
    <>
      <h1>Profile</h1>
      <p data-testid="name">{data.user?.name}</p>
      <p data-testid="id">{data.user?.id}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void update({ name })
        }}
      >
        <label>
          Name <input value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <button>Change</button>
      </form>
    </>
  )
}
