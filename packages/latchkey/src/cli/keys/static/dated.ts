import { datedSecrets } from "../../../keys/environment.ts"
import { isoMinute } from "../times.ts"
import { assertPlain } from "./change-files.ts"

/** An entry of `AUTH_SECRETS`; without a date it seals from ever. */
export interface Dated {
  readonly secret: string
  /** Milliseconds since the epoch; -Infinity: from ever. */
  readonly from: number
}

export function readDated(list: string | undefined): readonly Dated[] {
  return list === undefined ? [] : datedSecrets(list)
}

/** The list as `AUTH_SECRETS` takes it. */
export function writeDated(entries: readonly Dated[]): string {
  const written = entries.map(({ secret, from }) =>
    Number.isFinite(from) ? `${secret}@${isoMinute(from)}` : secret,
  )
  return assertPlain(written.join(","))
}
