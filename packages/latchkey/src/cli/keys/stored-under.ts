import { census } from "../../keys/data/census.ts"
import type { LoadedProject } from "../project/load-project.ts"
import { FORMER } from "./former-secret.ts"

/** What becomes of stored data when its key is revoked. */
export interface StoredFate {
  readonly ends: readonly string[]
  readonly keeps: readonly string[]
  readonly next: readonly string[]
}

const RESEAL = "latchkey keys reseal --apply"

/**
 * Counts what these keys have sealed for storage, where the project says what is stored.
 *
 * @param holds - Whether the ring keeps a revoked key for what it sealed.
 */
export async function storedUnder(
  project: LoadedProject,
  ids: readonly string[],
  holds: boolean,
): Promise<StoredFate> {
  const counted = await countsOf(project, ids)
  if (counted === 0) {
    return { ends: [], keeps: ["stored data: none of it was sealed by that key"], next: [] }
  }
  const what = `stored data that it sealed${counted === undefined ? ", such as provider tokens" : `: ${counted}`}`
  if (holds) {
    const keeps = [`${what}. It opens, and is marked, until it is sealed anew`]
    return { ends: [], keeps, next: [`To seal stored data anew: ${RESEAL}`] }
  }
  const ends = [`${what}. Seal it anew first: ${RESEAL}`]
  const later =
    project.kind === "managed"
      ? []
      : [`To open stored data later: ${RESEAL}, with the old secret in the variable ${FORMER}`]
  return { ends, keeps: [], next: later }
}

/** In words; 0 where there is none, undefined where the project doesn't say what is stored. */
async function countsOf(
  project: LoadedProject,
  ids: readonly string[],
): Promise<string | 0 | undefined> {
  const parts: string[] = []
  const storages = await project.data()
  for (const data of storages) {
    // A leak can't wait for a database that is down.
    const found = await census(data).catch(() => null)
    if (!found) {
      parts.push(`${data.name} (could not be counted)`)
      continue
    }
    const count = ids.reduce((sum, id) => sum + (found.keys[id] ?? 0), 0)
    if (count > 0) parts.push(`${count.toLocaleString("en")} in ${data.name}`)
  }
  if (storages.length === 0) return undefined
  return parts.length === 0 ? 0 : parts.join(", ")
}
