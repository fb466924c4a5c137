import { signIn, signOut, useSession } from "next-auth/react"

export function Account() {
  const { data: session, status } = useSession()
  if (status === "loading") return <p data-testid="client-who">…</p>
  if (!session) {
    return (
      <>
        <p data-testid="client-who">nobody</p>
        <button onClick={() => signIn()}>Sign in</button>
      </>
    )
  }
  return (
    <>
      <p data-testid="client-who">{session.user.email}</p>
      <button onClick={() => signOut()}>Sign out</button>
    </>
  )
}
