import { auth, signIn } from "@/auth"
import { ClientWho } from "@/components/client-who"
import { SignOut } from "@/components/sign-out"

async function enter() {
  "use server"
  await signIn()
}

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
        <form action={enter}>
          <button>Sign in</button>
        </form>
      )}
    </>
  )
}
