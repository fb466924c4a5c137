import type { ReactElement } from "react"

/** The mark of Latchkey. */
export function KeyMark(): ReactElement {
  return (
    <svg className="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <circle cx="11" cy="16" r="6.5" fill="none" stroke="currentColor" strokeWidth="3" />
      <path
        d="M17.5 16H29m-4.5 0v5.5M20.5 16v4"
        fill="none"
        stroke="currentColor"
        strokeWidth="3"
      />
    </svg>
  )
}
