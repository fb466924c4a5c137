/** Numbers in [0, 1) that only depend on the seed (sfc32). */
export function createRandom(seed: number): () => number {
  let [a, b, c, d] = [seed | 0, 0x9e3779b9 | 0, 0x243f6a88 | 0, 1]
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return (sum >>> 0) / 4_294_967_296
  }
  for (let n = 0; n < 12; n++) next()
  return next
}

interface Entry {
  readonly at: number
  readonly order: number
  /** Undefined once it was cancelled. */
  work: (() => void) | undefined
  /** Whether promises wait for it, which then are let run. */
  readonly wakes: boolean
}

/** Virtual time: nothing passes but from one entry to the next. */
export class Timeline {
  readonly #heap: Entry[] = []
  #count = 0
  /** Nothing more happens. */
  halted = false
  now: number

  constructor(start: number) {
    this.now = start
  }

  /** @param wakes Whether a promise settles by it. */
  add(at: number, work: () => void, wakes = true): () => void {
    const entry: Entry = { at: Math.max(at, this.now), order: this.#count++, work, wakes }
    this.#push(entry)
    return () => {
      entry.work = undefined
    }
  }

  /** Lets everything happen until `end`, each after what it caused before. */
  async run(end: number): Promise<void> {
    await settle()
    for (let entry = this.#pop(end); entry; entry = this.#pop(end)) {
      if (this.halted) return
      if (!entry.work) continue
      this.now = entry.at
      entry.work()
      if (entry.wakes) await settle()
    }
    this.now = end
  }

  #before(a: Entry, b: Entry): boolean {
    return a.at < b.at || (a.at === b.at && a.order < b.order)
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    let i = heap.push(entry) - 1
    while (i > 0) {
      const up = (i - 1) >> 1
      if (!this.#before(entry, heap[up]!)) break
      heap[i] = heap[up]!
      i = up
    }
    heap[i] = entry
  }

  #pop(end: number): Entry | undefined {
    const heap = this.#heap
    const top = heap[0]
    if (!top || top.at > end) return undefined
    const last = heap.pop()!
    if (heap.length === 0) return top
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && this.#before(heap[child + 1]!, heap[child]!)) child++
      if (!this.#before(heap[child]!, last)) break
      heap[i] = heap[child]!
      i = child
    }
    heap[i] = last
    return top
  }
}

/** Promises run until none is left that can. */
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
