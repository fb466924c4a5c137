import type { SecretValue } from "../contracts/keys.ts"

/** How many are remembered. */
const LIMIT = 8
/** Milliseconds: the life of a session that nobody configured. */
const KEPT_FOR = 30 * 86_400_000

/**
 * The values that a source answered before. A single value that changes is a rotation, so the former one stays to
 * open (never to seal) what it sealed, for as long as a session lives. A list says itself what is accepted: nothing
 * is added to it, and what it leaves out is no longer accepted. That is how a leaked value is revoked.
 */
export class FormerValues {
  /** Newest first; `until` in milliseconds since the epoch. */
  #former: { readonly value: string; readonly until: number }[] = []
  #current: string | undefined

  /** Takes note of an answer. */
  note(answer: SecretValue): void {
    if (typeof answer !== "string") {
      this.#former = []
      this.#current = undefined
      return
    }
    const replaced = this.#current
    if (answer === replaced) return
    this.#current = answer
    const others = this.#former.filter((one) => one.value !== answer)
    this.#former = others
    if (replaced === undefined) return
    this.#former = [{ value: replaced, until: Date.now() + KEPT_FOR }, ...others].slice(0, LIMIT)
  }

  /** The current values, then the former ones that are still remembered. */
  after(current: readonly string[]): readonly string[] {
    if (this.#former.length === 0) return current
    const now = Date.now()
    if (this.#former.some((one) => one.until <= now)) {
      this.#former = this.#former.filter((one) => one.until > now)
    }
    return [...current, ...this.#former.map((one) => one.value)]
  }
}
