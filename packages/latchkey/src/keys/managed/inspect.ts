import type { InstanceRow, RingInspection } from "../../contracts/keys.ts"
import { liveness } from "./policy.ts"
import type { RingInstance } from "./protocol.ts"

/** What an instance holds now. It is not made to look for anything newer: whoever asks wants to know how things are. */
export async function inspectRing(instance: RingInstance): Promise<RingInspection> {
  const { ring, store, instance: name } = instance.names
  const { held } = instance
  const rows = held ? await liveRows(instance) : null
  const others = (rows ?? []).filter((row) => row.instance !== name)
  return {
    name: ring,
    store,
    rev: held?.doc.rev ?? null,
    root: held?.root ?? null,
    read: instance.readAt,
    failure: instance.failure,
    instance: name,
    instances: rows,
    behind: others.filter((row) => row.rev < held!.doc.rev).map((row) => row.instance),
    differing: others.filter((row) => row.root !== held!.root).map((row) => row.instance),
  }
}

async function liveRows(instance: RingInstance): Promise<readonly InstanceRow[] | null> {
  try {
    const rows = await instance.instances()
    const since = instance.now() - liveness(instance.held!.doc.policy)
    const live = rows.filter(({ seen }) => seen >= since)
    // A store that keeps no instances does not even know this one.
    return rows.length === 0 ? null : live
  } catch {
    return null
  }
}
