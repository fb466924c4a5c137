import { component$ } from "@builder.io/qwik"
import type { RequestHandler } from "@builder.io/qwik-city"
import type { Session } from "@auth/qwik"
import { useSession } from "../plugin@auth"

export const onRequest: RequestHandler = (event) => {
  const session: Session | null = event.sharedMap.get("session")
  if (!session) throw event.redirect(302, "/auth/signin?callbackUrl=/private")
}

export default component$(() => {
  const session = useSession()
  const user = session.value?.user
  return (
    <>
      <p id="who">{`Signed in as ${user?.name}, ${user?.email}, ${user?.image}`}</p>
      <p>For members.</p>
    </>
  )
})
