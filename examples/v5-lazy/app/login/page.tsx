import { AuthError } from "next-auth"
import { redirect } from "next/navigation"
import { signIn } from "@/auth"

async function withLocalId() {
  "use server"
  await signIn("local-id", { redirectTo: "/" })
}

async function withPassword(form: FormData) {
  "use server"
  try {
    await signIn("credentials", form)
  } catch (error) {
    if (error instanceof AuthError) redirect(`/login?error=${error.type}`)
    throw error
  }
}

export default async function Login({
  searchParams,
}: {
  searchParams: Promise<{ error?: string }>
}) {
  const { error } = await searchParams
  return (
    <>
      <h1>Sign in</h1>
      {error === "CredentialsSignin" && <p role="alert">That name and password don’t match.</p>}
      <form action={withLocalId}>
        <button>Sign in with Local ID</button>
      </form>
      <form action={withPassword}>
        <input type="hidden" name="redirectTo" value="/" />
        <label>
          Username <input name="username" required />
        </label>
        <label>
          Password <input name="password" type="password" required />
        </label>
        <button>Sign in with password</button>
      </form>
    </>
  )
}
