import type { Awaitable } from "../../vocabulary/awaitable.ts"
import { type RingWorld, within } from "./world.ts"

/** Milliseconds that a look at the ring waits for the answer. */
const PATIENCE = 3_000

const NONE: ReadonlySet<string> = new Set()

interface Asked {
  readonly ids: string
  readonly answer: Promise<readonly string[]>
  settled: boolean
}

/**
 * Asks which keys something stored still needs. Whatever is not known for sure is needed: a failed answer, and one that
 * takes long, which goes on meanwhile and counts at the next look. So a large table holds up no request.
 */
export class HeldKeys {
  readonly #ask: ((ids: readonly string[]) => Awaitable<readonly string[]>) | undefined
  readonly #world: RingWorld
  readonly #failed: (message: string) => void
  #asked: Asked | undefined

  constructor(
    ask: ((ids: readonly string[]) => Awaitable<readonly string[]>) | undefined,
    world: RingWorld,
    failed: (message: string) => void,
  ) {
    this.#ask = ask
    this.#world = world
    this.#failed = failed
  }

  async of(ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (!this.#ask || ids.length === 0) return NONE
    const asked = this.#askOnce(ids)
    try {
      const limit = { ms: PATIENCE, who: "The census of stored data" }
      return new Set(await within(this.#world, limit, asked.answer))
    } catch (error) {
      if (asked.settled) {
        const reason = error instanceof Error ? error.message : "it failed"
        this.#failed(`no key is destroyed, since it is not known what stored data needs: ${reason}`)
      }
      return new Set(ids)
    } finally {
      if (asked.settled) this.#asked = undefined
    }
  }

  #askOnce(ids: readonly string[]): Asked {
    const id = ids.join()
    if (this.#asked?.ids === id) return this.#asked
    const answer = (async () => this.#ask!(ids))()
    const asked: Asked = { ids: id, answer, settled: false }
    const settle = (): void => {
      asked.settled = true
    }
    answer.then(settle, settle)
    this.#asked = asked
    return asked
  }
}
