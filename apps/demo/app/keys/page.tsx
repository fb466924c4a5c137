import type { Metadata } from "next"
import type { ReactElement } from "react"
import { nextSentence, timelineOf } from "latchkey/keyring/picture"
import { requireAdmin } from "../../admin.ts"
import { ActionForm } from "../../components/action-form.tsx"
import { InstanceTable } from "../../components/instance-table.tsx"
import { KeyTable } from "../../components/key-table.tsx"
import { RingPicture } from "../../components/ring-picture.tsx"
import { isManaged, ring } from "../../keys.ts"
import { promote, rewrap, rotate } from "./actions.ts"

export const metadata: Metadata = { title: "Keys" }

/** The ring, and what may be done with it. Without a line of JavaScript in the browser, too. */
export default async function Keys(): Promise<ReactElement> {
  await requireAdmin()
  if (!isManaged) {
    return <p className="card narrow">The keys come from the environment: there is no ring here.</p>
  }
  const status = await (await ring()).status()
  const timeline = timelineOf(status)
  return (
    <article className="stack">
      <div>
        <h1>Keys</h1>
        <p className="lead">
          They look after themselves. <strong>{nextSentence(timeline)}</strong>
        </p>
      </div>
      <RingPicture status={status} />
      <section className="acts" aria-label="What you can do">
        <ActionForm action={rotate} button="Rotate now">
          Publishes the next key. It seals as soon as every instance can know it; nobody is signed
          out.
        </ActionForm>
        <ActionForm action={promote} button="Promote">
          Lets the published key seal at once, if all instances have it.
        </ActionForm>
        <ActionForm action={rewrap} button="Wrap anew">
          Drops the wrappings of all roots but the configured one: after <code>AUTH_SECRET</code>{" "}
          has changed.
        </ActionForm>
      </section>
      <KeyTable status={status} timeline={timeline} />
      <InstanceTable status={status} />
    </article>
  )
}
