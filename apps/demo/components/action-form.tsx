"use client"

import { type ReactElement, type ReactNode, useActionState } from "react"

/** What came of an action, for the person who asked for it. */
export type ActionResult = { readonly kind: "done" | "refused"; readonly text: string } | null

interface ActionFormProps {
  action: (last: ActionResult, form: FormData) => Promise<ActionResult>
  button: string
  danger?: boolean
  children: ReactNode
}

/** A form for a server action that shows what came of it. Works without JavaScript: then the page comes anew. */
export function ActionForm({ action, button, danger, children }: ActionFormProps): ReactElement {
  const [result, send, isPending] = useActionState(action, null)
  return (
    <form action={send} className={danger ? "stack" : "card"}>
      {danger ? children : <p>{children}</p>}
      <button className={danger ? "danger" : ""} disabled={isPending}>
        {button}
      </button>
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
