import type { KeyringStatus } from "latchkey/keyring"
import { ringPicture } from "latchkey/keyring/picture"
import type { ReactElement } from "react"

/** The ring as it is now: one drawing for a desk, one for a phone. */
export function RingPicture({ status }: { status: KeyringStatus }): ReactElement {
  const desk = ringPicture(status, { id: "ring" })
  const phone = ringPicture(status, { id: "ring-phone", width: 360 })
  return (
    <>
      <div className="ring desk" dangerouslySetInnerHTML={{ __html: desk }} />
      <div className="ring phone" dangerouslySetInnerHTML={{ __html: phone }} />
    </>
  )
}
