import type { ManagedKeys, RingInspection, SecretOption } from "../contracts/keys.ts"
import { AuthError } from "../errors.ts"
import { isAsyncSource, memoryOf, type SourceMemory } from "./source.ts"

/** What is remembered of where the keys come from. */
export interface SourceFacts {
  /** When it answered last; null where it is read at each request. Milliseconds since the epoch. */
  readonly refreshed: number | null
  /** The class of the error that the last question ended with. */
  readonly failure: string | null
  readonly ring: RingInspection | null
}

/** Asks nobody but a managed ring's store, for its instances; the source itself is not asked. */
export async function sourceFacts(secret: SecretOption | undefined): Promise<SourceFacts> {
  if (isManaged(secret)) {
    const ring = await inspect(secret)
    return { refreshed: ring?.read ?? null, failure: ring?.failure ?? null, ring }
  }
  const memory = memoryIn(secret)
  if (!memory) return { refreshed: null, failure: null, ring: null }
  const { answeredAt, failure } = memory
  return { refreshed: answeredAt, failure: failure ? errorClass(failure) : null, ring: null }
}

/** A ring of someone else's making may fail here; that it does is no reason to say nothing. */
async function inspect(managed: ManagedKeys): Promise<RingInspection | null> {
  try {
    return (await managed.inspect?.()) ?? null
  } catch {
    return null
  }
}

function isManaged(secret: SecretOption | undefined): secret is ManagedKeys {
  return typeof secret === "object" && secret !== null && "view" in secret
}

/** The memory that `resolveKeys` asks for this option; undefined where it asks none. */
function memoryIn(secret: SecretOption | undefined): SourceMemory | undefined {
  if (typeof secret === "function") return isAsyncSource(secret) ? memoryOf(secret) : undefined
  if (typeof secret !== "object" || secret === null) return undefined
  if ("then" in secret && typeof secret.then === "function") return memoryOf(secret)
  if (!("get" in secret) || typeof secret.get !== "function") return undefined
  return memoryOf("name" in secret ? (secret.name as string) : secret)
}

/** The name of an error's class, and nothing else of it: a message may hold what came from outside. */
export function errorClass(error: unknown): string {
  // Of ours the stable name, which a minifier leaves alone.
  const name = error instanceof AuthError ? error.type : error instanceof Error ? error.name : ""
  return /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(name) ? name : "Error"
}
