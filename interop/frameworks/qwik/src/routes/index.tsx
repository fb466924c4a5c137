import { component$ } from "@builder.io/qwik"
import { Form } from "@builder.io/qwik-city"
import { useSession, useSignIn, useSignOut } from "./plugin@auth"

export default component$(() => {
  const session = useSession()
  const signIn = useSignIn()
  const signOut = useSignOut()
  const user = session.value?.user
  return user ? (
    <>
      <p id="who">{`Signed in as ${user.name}, ${user.email}, ${user.image}`}</p>
      <Form action={signOut}>
        <input type="hidden" name="redirectTo" value="/" />
        <button>Sign out</button>
      </Form>
    </>
  ) : (
    <>
      <p id="who">Signed out</p>
      <Form action={signIn}>
        <input type="hidden" name="providerId" value="local" />
        <input type="hidden" name="options.redirectTo" value="/private" />
        <button>Sign in</button>
      </Form>
    </>
  )
})
