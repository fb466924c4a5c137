import { findDevelopmentSecret } from "../../keys/development.ts"
import { environmentKeys } from "../../keys/environment.ts"
import { resolveKeys } from "../../keys/resolve.ts"
import { createRing, type Ring } from "../../keys/ring.ts"
import type { LoadedProject } from "../project/load-project.ts"

/** The keys that this project finds, as an instance that starts here would; undefined where it finds none. */
export async function probeRing(project: LoadedProject): Promise<Ring | undefined> {
  const read = (name: string): string | undefined => project.environment.settings.get(name)?.value
  const common = { passed: true, read, production: true }
  try {
    if (project.kind === "managed") {
      return (await resolveKeys({ ...common, secret: project.ring })).ring
    }
    if (project.kind === "sourced") {
      return (await resolveKeys({ ...common, secret: project.secret })).ring
    }
  } catch {
    // The checks of the ring and of the source say why.
    return undefined
  }
  const { secrets, newest } = environmentKeys(read)
  if (newest) return await createRing(secrets, `env:${newest}`)
  if (project.environment.mode === "production") return undefined
  const kept = findDevelopmentSecret()
  return kept && (await createRing([kept.secret], kept.origin))
}
