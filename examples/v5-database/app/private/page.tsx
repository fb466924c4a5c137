import { revalidatePath } from "next/cache"
import { auth } from "@/auth"
import { addNote, notesOf } from "@/db/notes"

async function add(form: FormData) {
  "use server"
  const session = await auth()
  const body = form.get("body")
  if (!session?.user?.id || typeof body !== "string" || !body.trim()) return
  await addNote(session.user.id, body)
  revalidatePath("/private")
}

/** `proxy.ts` lets only signed-in people come here. */
export default async function Notes() {
  const session = await auth()
  const mine = session?.user?.id ? await notesOf(session.user.id) : []
  return (
    <>
      <h1>Your notes</h1>
      <p data-testid="server-who">{session?.user?.email}</p>
      <ul>
        {mine.map(({ id, body }) => (
          <li key={id}>{body}</li>
        ))}
      </ul>
      <form action={add}>
        <label>
          Note <input name="body" required />
        </label>
        <button>Add</button>
      </form>
    </>
  )
}
