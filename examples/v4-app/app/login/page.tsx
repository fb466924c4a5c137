import { LoginForm } from "./form"

export default async function Login({
  searchParams,
}: {
  searchParams: Promise<{ callbackUrl?: string; error?: string }>
}) {
  const { callbackUrl = "/", error } = await searchParams
  return (
    <main>
      <h1>Sign in to the library</h1>
      <LoginForm callbackUrl={callbackUrl} error={error} />
    </main>
  )
}
