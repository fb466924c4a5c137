import { createAsync } from "@solidjs/router"
import { Show } from "solid-js"
import { whoIsThere } from "~/session"

export default function Home() {
  const session = createAsync(() => whoIsThere(), { deferStream: true })
  return (
    <Show when={session()?.user} fallback={<p id="who">Signed out</p>}>
      {(user) => <p id="who">{`Signed in as ${user().name}, ${user().email}, ${user().image}`}</p>}
    </Show>
  )
}
