import { auth } from "@/auth"
import { ClientWho } from "@/components/client-who"
import { SignOut } from "@/components/sign-out"

export default async function Start() {
  const session = await auth()
  return (
    <>
      <h1>Team</h1>
      <p data-testid="server-who">{session?.user.email ?? "nobody"}</p>
      <ClientWho />
      {session ? (
        <SignOut />
      ) : (
        <form action="/login">
          <button>Sign in</button>
        </form>
      )}
    </>
  )
}
