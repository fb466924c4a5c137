import type { KeyView } from "../../contracts/keys.ts"
import type { Held } from "./copy.ts"
import type { RingEvent } from "./events.ts"
import type { RingInstanceOptions } from "./instance-options.ts"
import { passages } from "./passages.ts"
import { type TimedView, viewAt } from "./view.ts"

/** The view of this moment: one object until time or the document changes it, which is told then. */
export class CurrentView {
  readonly #options: RingInstanceOptions
  #timed: { readonly of: Held; readonly view: TimedView } | undefined
  #saidOverdue: string | null = null

  constructor(options: RingInstanceOptions) {
    this.#options = options
  }

  /** Null where no key seals. */
  of(held: Held, now: number): KeyView | null {
    const known = this.#timed
    if (known && known.of === held && now < known.view.until && now >= known.view.from) {
      return known.view.view
    }
    const { doc, root } = held
    const origin = `ring=${doc.ring} rev=${doc.rev} store=${this.#options.store.name} root=${root}`
    const view = viewAt(doc, now, origin)
    if (!view) return null
    this.#timed = { of: held, view }
    if (known) for (const each of passages(known.view, view, doc)) this.#tell(held, each)
    this.#tellOverdue(held, view.overdue)
    return view.view
  }

  #tellOverdue(held: Held, kid: string | null): void {
    if (kid && kid !== this.#saidOverdue) {
      const message = `key ${kid} seals past its time: it has no successor`
      this.#tell(held, { type: "key.overdue", level: "error", kid, actor: "time", message })
    }
    this.#saidOverdue = kid
  }

  #tell({ doc }: Held, event: Omit<RingEvent, "ring" | "rev">): void {
    this.#options.on({ ...event, ring: doc.ring, rev: doc.rev })
  }
}
