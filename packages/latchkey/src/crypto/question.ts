/** Milliseconds that one waits for an answer that another request asked for. */
const PATIENCE = 2_000
/** Milliseconds after which an answer is no longer expected. */
const LOST = 60_000

const late = Symbol("late")

interface Asked<T> {
  readonly answer: Promise<T>
  readonly since: number
}

/**
 * One question for all who ask at once. On edge runtimes the I/O of a request ends with that request, and a promise
 * that waits for it then never settles. So nobody waits for another's question alone: after two seconds the first of
 * those who wait asks anew, and whichever answer comes first is everybody's.
 */
export class Question<T> {
  #underway: readonly Asked<T>[] = []

  /** For how many milliseconds the newest question has been under way; 0 where none is. */
  get waiting(): number {
    const newest = this.#underway.at(-1)
    return newest ? Math.max(1, Date.now() - newest.since) : 0
  }

  /** The answer that is under way, or that to `question`. */
  async ask(question: () => Promise<T>): Promise<T> {
    for (;;) {
      const newest = this.#underway.at(-1)
      if (!newest) return this.#begin(question)
      const answer = await this.#within(newest.since + PATIENCE - Date.now())
      if (answer !== late) return answer
      // Whoever asked may be gone. If somebody has asked anew, that one is waited for.
      if (this.#underway.at(-1) === newest) return this.#begin(question)
    }
  }

  /** The answer that is under way, unless it is late already. Asks nothing, and rejects where it becomes late. */
  join(): Promise<T> | undefined {
    const newest = this.#underway.at(-1)
    const left = newest ? newest.since + PATIENCE - Date.now() : 0
    if (left <= 0) return undefined
    return this.#within(left).then((answer) => {
      if (answer === late) throw new Error("The answer is late.")
      return answer
    })
  }

  #begin(question: () => Promise<T>): Promise<T> {
    const now = Date.now()
    const mine: Asked<T> = { answer: question(), since: now }
    this.#underway = [...this.#underway.filter(({ since }) => now - since < LOST), mine]
    const done = (): void => {
      this.#underway = this.#underway.filter((one) => one !== mine)
    }
    mine.answer.then(done, done)
    return this.#first()
  }

  #first(): Promise<T> {
    return Promise.race(this.#underway.map(({ answer }) => answer))
  }

  async #within(milliseconds: number): Promise<T | typeof late> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const patience = new Promise<typeof late>((resolve) => {
      timer = setTimeout(resolve, Math.max(0, milliseconds), late)
    })
    try {
      return await Promise.race([this.#first(), patience])
    } finally {
      clearTimeout(timer)
    }
  }
}
