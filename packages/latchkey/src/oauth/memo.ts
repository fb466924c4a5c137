import type { OAuthProvider } from "./provider.ts"
import { fetchIdentity } from "./transport.ts"

const HOUR_IN_MS = 3_600_000
const MAX_ENTRIES = 100

/** A bounded memo of pure questions: least recently used goes first, one question at a time, failures forgotten. */
export class Memo<T> {
  readonly #entries = new Map<string, { answer: Promise<T>; until: number }>()

  get(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#entries.get(key)
    this.#entries.delete(key)
    if (known && known.until > Date.now()) {
      this.#entries.set(key, known)
      return known.answer
    }
    const entry = { answer: ask(), until: Date.now() + HOUR_IN_MS }
    this.#entries.set(key, entry)
    entry.answer.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key)
    })
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= MAX_ENTRIES) break
      this.#entries.delete(oldest)
    }
    return entry.answer
  }

  get size(): number {
    return this.#entries.size
  }
}

/** Bundlers duplicate modules per layer; the registry is one per process. */
const REGISTRY = Symbol.for("latchkey/discovery")

/** The memo of a provider's `fetch`. Goes when that function goes, so an inline `customFetch` leaks nothing. */
export function memoOf<T>(provider: Pick<OAuthProvider<any>, "fetch">): Memo<T> {
  const registry = globalThis as { [REGISTRY]?: WeakMap<typeof fetch, Memo<T>> }
  const memos = (registry[REGISTRY] ??= new WeakMap())
  const identity = fetchIdentity(provider)
  let memo = memos.get(identity)
  if (!memo) memos.set(identity, (memo = new Memo()))
  return memo
}
