import { createAsync } from "@solidjs/router"
import { Show } from "solid-js"
import { members } from "~/session"

export default function Private() {
  const session = createAsync(() => members(), { deferStream: true })
  return (
    <Show when={session()?.user}>
      {(user) => (
        <>
          <p id="who">{`Signed in as ${user().name}, ${user().email}, ${user().image}`}</p>
          <p>For members.</p>
        </>
      )}
    </Show>
  )
}
