import { readFileSync } from "node:fs"
import { join } from "node:path"
import { datedSecrets, environmentKeys, SECRET_NAMES } from "../../../keys/environment.ts"
import { fileOf } from "../../../keys/secret-file.ts"
import { CommandError } from "../../command.ts"
import type { Project as Environment } from "../../doctor/project.ts"
import { keyId } from "../../project/key-id.ts"
import { noteIn } from "./notes.ts"

/** Where a secret stands. */
export interface Place {
  readonly name: string
  /** The env file; null: the process's environment. */
  readonly file: string | null
}

/** One secret of the environment. The string itself is for the commands that move it. */
export interface StaticKey {
  readonly id: string
  readonly secret: string
  readonly state: "active" | "verify-only" | "published"
  readonly places: readonly Place[]
  /** When it began or begins to seal, where a date or a note says so. Milliseconds since the epoch. */
  readonly from: number | null
  /** When the next one took or takes over, where that is known. */
  readonly until: number | null
}

/** The secrets that count in this environment: the one that seals first, then all others that open. */
export async function staticKeys(environment: Environment): Promise<readonly StaticKey[]> {
  const read = (name: string): string | undefined => environment.settings.get(name)?.value
  const scoped = Object.assign(read, { scope: environment })
  const now = Date.now()
  const { secrets, newest } = environmentKeys(scoped, now)
  const found = placesOf(environment, scoped)
  const published = read("AUTH_SECRET_NEXT")?.trim() ? read("AUTH_SECRET_NEXT") : undefined
  // One that is only published does not make a ring, but is worth showing.
  const all = secrets.length > 0 || !published ? secrets : [published]
  const keys: StaticKey[] = []
  for (const secret of all) {
    const { places = [], from = null } = found.get(secret) ?? {}
    const waits = (from !== null && from > now) || places.every(isNext)
    const state = secret === secrets[0] && newest ? "active" : waits ? "published" : "verify-only"
    keys.push({ id: await keyId(secret), secret, state, places, from, until: null })
  }
  return withEnds(keys)
}

const isNext = ({ name }: Place): boolean => name.startsWith("AUTH_SECRET_NEXT")

/** Each ends when the one begins that came to seal after it. */
function withEnds(keys: readonly StaticKey[]): StaticKey[] {
  const coming = keys.filter(({ state, from }) => state === "published" && from !== null)
  const first = coming.toSorted((a, b) => a.from! - b.from!)[0]
  const sealed = keys.filter(({ state }) => state !== "published")
  return keys.map((key) => {
    const at = sealed.indexOf(key)
    if (at < 0) return key
    return { ...key, until: (at === 0 ? first?.from : sealed[at - 1]!.from) ?? null }
  })
}

interface Found {
  readonly places: Place[]
  from: number | null
}

function placesOf(
  { settings, folder }: Environment,
  read: (name: string) => string | undefined,
): Map<string, Found> {
  const found = new Map<string, Found>()
  const add = (secret: string, place: Place, from: number | null): void => {
    const known = found.get(secret) ?? { places: [], from: null }
    known.places.push(place)
    known.from ??= from
    found.set(secret, known)
  }
  for (const name of SECRET_NAMES) {
    const setting = settings.get(name)
    const direct = setting?.value.trim() ? setting : undefined
    const value = direct?.value ?? fileOf(read, name)
    if (value === undefined) continue
    const file = direct ? (direct.file ?? null) : null
    const place = { name: direct ? name : `${name}_FILE`, file }
    if (name === "AUTH_SECRETS") {
      for (const { secret, from } of datedSecrets(value)) {
        add(secret, place, Number.isFinite(from) ? from : null)
      }
    } else add(value, place, file === null ? null : dateNoted(join(folder, file), name))
  }
  return found
}

function dateNoted(path: string, name: string): number | null {
  return name === "AUTH_SECRET_NEXT" ? null : noteIn(readFileSync(path, "utf8"), name)
}

/** The key that seals. */
export function sealing(keys: readonly StaticKey[]): StaticKey {
  const [first] = keys
  if (!first) throw noSecret()
  return first
}

export function noSecret(): CommandError {
  return new CommandError(
    "There is no secret here: neither in this environment nor in the env files of this folder. " +
      "Make one: latchkey secret",
  )
}
