import { Question } from "../crypto/question.ts"
import type { OAuthProvider } from "./provider.ts"
import { fetchIdentity } from "./transport.ts"

const HOUR_IN_MS = 3_600_000
const MAX_ENTRIES = 100

interface Entry<T> {
  readonly question: Question<T>
  answer?: { readonly value: T; readonly until: number }
}

/** A bounded memo of pure questions: least recently used goes first, one question at a time, failures forgotten. */
export class Memo<T> {
  readonly #entries = new Map<string, Entry<T>>()

  async get(key: string, ask: () => Promise<T>): Promise<T> {
    const entry: Entry<T> = this.#entries.get(key) ?? { question: new Question<T>() }
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    if (entry.answer && entry.answer.until > Date.now()) return entry.answer.value
    delete entry.answer
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= MAX_ENTRIES) break
      this.#entries.delete(oldest)
    }
    try {
      const value = await entry.question.ask(ask)
      entry.answer ??= { value, until: Date.now() + HOUR_IN_MS }
      return value
    } catch (error) {
      if (!entry.answer && this.#entries.get(key) === entry) this.#entries.delete(key)
      throw error
    }
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
