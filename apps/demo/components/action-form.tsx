"use client"

import { type ReactElement, type ReactNode, useActionState } from "react"

/** What came of an action, for the person who asked for it. */
export type ActionResult = { readonly kind: "done" | "refused"; readonly text: string } | null

interface ActionFormProps {
  action: (last: ActionResult, form: FormData) => Promise<ActionResult>
  button: string
  /** For what can't be undone: the way out, beside the button. */
  wayOut?: ReactNode
  children: ReactNode
}

/** A form for a server action that shows what came of it. Works without JavaScript: then the page comes anew. */
export function ActionForm({ action, button, wayOut, children }: ActionFormProps): ReactElement {
  const [result, send, isPending] = useActionState(action, null)
  return (
    <form action={send} className={wayOut ? "" : "card"}>
      {wayOut ? children : <p>{children}</p>}
      <div className="buttons">
        <button className={wayOut ? "danger" : ""} disabled={isPending}>
          {button}
        </button>
        {wayOut}
      </div>
      {result && (
        <p
          className={result.kind === "refused" ? "alert" : "done"}
          role={result.kind === "refused" ? "alert" : "status"}
        >
          {result.text}
        </p>
      )}
    </form>
  )
}
