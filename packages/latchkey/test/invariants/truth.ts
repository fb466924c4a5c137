import { ABSOLUTE, MAX_AGE, STALENESS, type Strategy } from "./world.ts"

/** A session, from its sign-in on. */
export interface Life {
  readonly user: string
  /** Milliseconds since the epoch. */
  readonly began: number
  /** Where sessions are rows: when it ends, as was shown last; and when it was used last. */
  shown: number
  used: number
  ended: { readonly at: number; readonly by: number } | undefined
  /** Whether a store that failed leaves open if it has ended. */
  unsure: boolean
  /** On the list of sessions. */
  readonly id: string
  /** How it was proved who it is. */
  readonly amr: string
}

/** What a browser holds. */
export interface Holder {
  life: Life | undefined
  /** When the cookie ends, as was shown last. */
  shown: number
  /** The sign-ins at a provider that its check cookies may be of. */
  flows: Flow[]
  /** The link that it asked for last. */
  note: Link | undefined
}

/** A flow at a provider. */
export interface Flow {
  readonly browser: number
  readonly provider: string
  readonly account: string
  readonly began: number
  readonly url: string
  done: boolean
}

/** A mailed link. */
export interface Link {
  readonly url: string
  readonly began: number
  done: boolean
}

export type Invariant = `INV-${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12}`

/** What is wrong, with the invariant that it is against. */
export class Violation extends Error {
  readonly invariant: Invariant

  constructor(invariant: Invariant, what: string) {
    super(`${invariant}: ${what}`)
    this.invariant = invariant
  }
}

/** What ought to be, said by what was done and answered. */
export class Truth {
  readonly strategy: Strategy
  readonly holders: readonly Holder[]
  readonly flows: Flow[] = []
  readonly links: Link[] = []
  readonly lives: Life[] = []
  readonly ids = new Set<string>()
  /** How often an invariant was looked at. */
  readonly checks: Map<Invariant, number>
  /** Since when the newest key seals everywhere. */
  promoted = 0
  step = 0
  /** Rotations that are through. */
  rotations = 0

  constructor(strategy: Strategy, people: number, checks: Map<Invariant, number>) {
    this.strategy = strategy
    this.checks = checks
    this.holders = Array.from({ length: people }, () => ({
      life: undefined,
      shown: 0,
      flows: [],
      note: undefined,
    }))
  }

  /** @throws Violation */
  hold(invariant: Invariant, holds: boolean, what: string): void {
    this.checks.set(invariant, (this.checks.get(invariant) ?? 0) + 1)
    if (!holds) throw new Violation(invariant, what)
  }

  /** Whether what a browser holds counts at an instance: yes, no, or either. */
  counts({ life, shown }: Holder, instance: number): boolean | "either" {
    if (!life) return false
    const now = Date.now()
    const last = life.began + ABSOLUTE * 1000
    const isRow = this.strategy === "database"
    const end = Math.min(isRow ? life.shown : shown, last)
    // A row that slides is shown with the end that it had.
    if (now >= Math.min(isRow ? life.used + MAX_AGE * 1000 : shown, last) + 1_000) return false
    const { ended } = life
    if (life.unsure) return "either"
    if (ended && this.strategy !== "jwt") {
      const isKnown = ended.by === instance || now >= ended.at + STALENESS * 1000
      return isRow || isKnown ? false : "either"
    }
    return now < end - 1_000 ? true : "either"
  }

  /** Ends the sessions of a user, or one. */
  end(which: (life: Life) => boolean, by: number): void {
    const at = Date.now()
    for (const life of this.lives) if (!life.ended && which(life)) life.ended = { at, by }
  }
}
