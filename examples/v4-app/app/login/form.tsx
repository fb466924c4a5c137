"use client"

import { signIn } from "next-auth/react"
import { type FormEvent, useState } from "react"

export function LoginForm({ callbackUrl, error }: { callbackUrl: string; error?: string }) {
  const [problem, setProblem] = useState(error)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const result = await signIn("credentials", {
      username: form.get("username"),
      password: form.get("password"),
      redirect: false,
      callbackUrl,
    })
    if (result?.ok && !result.error) window.location.assign(result.url ?? "/")
    else setProblem(result?.error ?? "Unknown")
  }

  return (
    <>
      {problem && <p role="alert">That did not work ({problem}).</p>}
      <form onSubmit={submit}>
        <label>
          Username <input name="username" autoComplete="username" required />
        </label>
        <label>
          Password <input name="password" type="password" required />
        </label>
        <button>Sign in with password</button>
      </form>
      <button onClick={() => signIn("local-id", { callbackUrl })}>Sign in with Local ID</button>
    </>
  )
}
