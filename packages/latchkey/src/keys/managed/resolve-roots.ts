import type { KeySource, RootKey } from "../../contracts/keys.ts"
import { isProduction } from "../../web/env.ts"
import { environmentKeys, type ReadEnvironment } from "../environment.ts"
import type { Awaitable } from "../../vocabulary/awaitable.ts"
import { memoryOf } from "../source.ts"
import { localRoot } from "./roots/local-root.ts"

/**
 * What a ring is wrapped with:
 * - `"env"`: the secrets of the environment, i.e. `AUTH_SECRET` and its kin; the newest wraps, the others still open
 * - a source: a file, or anything with `get()`; its first string wraps, the others still open
 * - a `RootKey`: a key service, a transit engine, an escrow
 */
export type RootOption =
  | "env"
  | RootKey
  | KeySource
  | { get(): Awaitable<string | readonly string[]> }

/** The roots of this moment, and the strings among them. */
export interface ResolvedRoots {
  readonly roots: readonly RootKey[]
  /** Newest first: what may have sealed sessions before there was a ring. */
  readonly strings: readonly string[]
  /** The ids of roots that were made for development. */
  readonly forDevelopment: ReadonlySet<string>
}

/** Reads what holds the roots. The newest of all is the first of the first option. */
export async function resolveRoots(
  options: readonly RootOption[],
  read: ReadEnvironment,
): Promise<ResolvedRoots> {
  const roots: RootKey[] = []
  const strings: string[] = []
  const forDevelopment = new Set<string>()
  for (const option of options) {
    if (typeof option === "object" && "wrap" in option) {
      roots.push(option)
      continue
    }
    const found = option === "env" ? await fromEnvironment(read) : await fromSource(option)
    for (const secret of found) {
      const root = await localRoot(secret)
      strings.push(secret)
      roots.push(root)
      if (option === "env" && (await isDevelopmentSecret(secret, read))) forDevelopment.add(root.id)
    }
  }
  const ids = roots.map(({ id }) => id)
  const distinct = roots.filter(({ id }, i) => ids.indexOf(id) === i)
  return { roots: distinct, strings, forDevelopment }
}

async function fromEnvironment(read: ReadEnvironment): Promise<readonly string[]> {
  const { secrets } = environmentKeys(read)
  if (secrets.length > 0 || isProductionHere(read)) return secrets
  const { developmentSecret } = await import("../development.ts")
  const made = developmentSecret(read)
  return made ? [made.secret] : []
}

/** Also where it comes by the environment: Next.js and others load the file that it is kept in. */
async function isDevelopmentSecret(secret: string, read: ReadEnvironment): Promise<boolean> {
  if (isProductionHere(read)) return false
  if (environmentKeys(read).secrets.length === 0) return true
  const { isKeptForDevelopment } = await import("../development.ts")
  return isKeptForDevelopment(secret)
}

function isProductionHere(read: ReadEnvironment): boolean {
  return isProduction({ NODE_ENV: read("NODE_ENV") })
}

async function fromSource(
  source: Exclude<RootOption, "env" | RootKey>,
): Promise<readonly string[]> {
  const named = "name" in source
  const memory = memoryOf(named ? source.name : source)
  return memory.get(() => source.get(), (named && source.ttl) || undefined)
}
