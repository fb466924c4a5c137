import type { KeyView, RingAbout } from "../../contracts/keys.ts"
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
    const { store, isForDevelopment } = this.#options
    const development = isForDevelopment?.(root) ? ({ development: true } as const) : {}
    const view = viewAt(doc, now, { store: store.name, root, ...development })
    if (!view) return null
    this.#timed = { of: held, view }
    if (known) for (const each of passages(known.view.ids, view.ids, doc)) this.#tell(held, each)
    this.#tellOverdue(held, view.overdue)
    return view.view
  }

  /** The ids of the keys that the last view opens with. */
  get ids(): readonly string[] {
    return this.#timed?.view.ids ?? []
  }

  /** What the last view was loaded as. */
  get about(): RingAbout | undefined {
    return this.#timed?.view.view.about
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
