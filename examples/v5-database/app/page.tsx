import { auth, signIn, signOut } from "@/auth"
import { ClientWho } from "@/components/client-who"

async function enter() {
  "use server"
  await signIn(undefined, { redirectTo: "/" })
}

async function enterWithGitHub() {
  "use server"
  await signIn("github", { redirectTo: "/private" })
}

async function leave() {
  "use server"
  await signOut({ redirectTo: "/" })
}

export default async function Start() {
  const session = await auth()
  return (
    <>
      <h1>Notes</h1>
      <p data-testid="server-who">{session?.user?.email ?? "nobody"}</p>
      <ClientWho />
      {session ? (
        <form action={leave}>
          <button>Sign out</button>
        </form>
      ) : (
        <>
          <form action={enter}>
            <button>Sign in</button>
          </form>
          <form action={enterWithGitHub}>
            <button>Straight to GitHub</button>
          </form>
        </>
      )}
    </>
  )
}
