import { revalidatePath } from "next/cache"
import { auth, unstable_update } from "@/auth"
import { Name } from "@/components/name"

async function rename(form: FormData) {
  "use server"
  const name = form.get("name")
  if (typeof name === "string" && name.trim()) await unstable_update({ user: { name } })
  revalidatePath("/", "layout")
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
