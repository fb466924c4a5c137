import type { ReactElement } from "react"

/** A phone or a laptop, in the colour of the text. */
export function DevicePicture({ isHandheld }: { isHandheld: boolean }): ReactElement {
  return (
    <svg className="device" viewBox="0 0 32 32" aria-hidden="true">
      {isHandheld ? (
        <>
          <rect x="9" y="3" width="14" height="26" rx="3" />
          <path d="M14 25h4" />
        </>
      ) : (
        <>
          <rect x="6" y="6" width="20" height="14" rx="2" />
          <path d="M2 25h28" />
        </>
      )}
    </svg>
  )
}
