import { redirect } from "next/navigation"
import { auth, unstable_update } from "@/auth"
import { Name } from "@/components/name"

async function rename(form: FormData) {
  "use server"
  const name = form.get("name")
  if (typeof name === "string" && name.trim()) await unstable_update({ user: { name } })
  // With next-auth 5 what is rendered in answer to this action would still show the old name.
  redirect("/private")
}

/** `proxy.ts` lets only signed-in people come here. */
export default async function Private() {
  const session = await auth()
  return (
    <>
      <h1>Private</h1>
      <p data-testid="server-who">{session?.user.email}</p>
      <p data-testid="server-name">{session?.user.name}</p>
      <Name />
      <form action={rename}>
        <label>
          New name <input name="name" required />
        </label>
        <button>Rename</button>
      </form>
    </>
  )
}
