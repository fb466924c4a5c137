import type { StoredRing } from "../../contracts/keys.ts"
import { crypto } from "../../crypto/index.ts"
import type { Awaitable } from "../../vocabulary/awaitable.ts"
import { inSpan } from "../../web/telemetry.ts"
import { ringKey } from "../ring-key.ts"
import type { RingClock } from "./clock.ts"
import { type RingDocument, RingError, RingLocked, RingRootMissing } from "./document.ts"
import { changes, type RingEvent } from "./events.ts"
import { type RingInstanceOptions, type RingRules, RULES } from "./instance-options.ts"
import {
  createDataKeys,
  digestOf,
  newDataKey,
  openDocument,
  sealDocument,
  wrapUnder,
} from "./lock.ts"
import { bootstrap, type FreshKey } from "./transition.ts"
import { sleep, within } from "./world.ts"

/** Milliseconds that a conflict is waited out at the least, times the tries so far. */
const BACKOFF = 20
/** Milliseconds that opening a document may take: a root may be a service that is far. */
const ROOT_TIMEOUT = 10_000

/** What this instance holds: the newest document it has verified, and where it stands in the store. */
export interface Held {
  readonly doc: RingDocument
  readonly bytes: Uint8Array
  readonly digest: string
  /** Undefined until it was read back. */
  readonly version: string | undefined
  /** `doc` knows more than the stored bytes, which are to be replaced. */
  readonly ahead: boolean
  readonly root: string
}

/**
 * An instance's verified copy of the document, and how it is exchanged with the store. It never makes a ring because a
 * read failed, and never gives up what it has for something that knows less. One thing at a time: whoever calls sees
 * to that.
 */
export class RingCopy {
  readonly #options: RingInstanceOptions
  readonly #rules: RingRules
  readonly #clock: RingClock
  readonly #dataKeys = createDataKeys()
  #held: Held | undefined

  constructor(options: RingInstanceOptions, clock: RingClock) {
    this.#options = options
    this.#rules = options.rules ?? RULES
    this.#clock = clock
  }

  /** Undefined before the first read. */
  get held(): Held | undefined {
    return this.#held
  }

  /** A key that is in no ring yet. */
  async fresh(): Promise<FreshKey> {
    return named(this.#options.world.material())
  }

  /** Reads the store and takes what it has, if it is authentic and knows no less. */
  async pull(): Promise<void> {
    const [stored] = await Promise.all([this.#options.store.read(), this.#clock.set()])
    await this.#take(stored)
  }

  /** Changes that found the document changed by others, so that they were made anew. */
  conflicts = 0

  /** Changes the document by compare-and-swap, tried anew on what others wrote meanwhile. */
  async change(
    make: (doc: RingDocument, now: number) => Awaitable<RingDocument>,
    { tries, actor }: { readonly tries: number; readonly actor: string },
  ): Promise<void> {
    const { world } = this.#options
    for (let attempt = 1; attempt <= tries; attempt++) {
      if (this.#held!.version === undefined) await this.pull()
      const base = this.#held!
      const next = await make(base.doc, this.#clock.now())
      if (next === base.doc) return
      if (await this.#write(base, next, { expected: base.version!, actor })) return
      await sleep(world, BACKOFF * attempt * world.random())
      await this.pull()
    }
    throw new Error("The ring was changed by others again and again; nothing was written.")
  }

  async #take(stored: StoredRing | null): Promise<void> {
    const held = this.#held
    if (!stored) return held ? this.#restore(held, null) : this.#bootstrap()
    if (held && sameBytes(held.bytes, stored.bytes)) {
      if (held.version !== stored.version) this.#held = { ...held, version: stored.version }
      if (held.ahead) await this.#putBack(this.#held!, stored.version)
      return
    }
    const theirs = await this.#open(stored).catch((error: unknown) => {
      // A backup from before the root was changed: who still knows the ring is the only one to put it right.
      if (held && error instanceof RingLocked && error.rev < held.doc.rev) return null
      throw error
    })
    if (!held) return this.#adopt(theirs!)
    if (!theirs) return this.#putBack(held, stored.version)
    const verdict = this.#rules.judge(held.doc, theirs.doc, this.#clock.now())
    return verdict === "newer" ? this.#adopt(theirs) : this.#restore(held, theirs)
  }

  async #open(stored: StoredRing): Promise<Held> {
    const { ring, world } = this.#options
    const dataKeys = this.#dataKeys
    const work = async (): ReturnType<typeof openDocument> =>
      openDocument(stored.bytes, { ring, roots: await this.#options.roots(), dataKeys })
    try {
      const opened = await within(world, { ms: ROOT_TIMEOUT, who: "The root" }, work())
      const digest = await digestOf(stored.bytes)
      return { ...opened, ...stored, digest, ahead: false }
    } catch (error) {
      // Without a root nothing was even looked at.
      if (!(error instanceof RingRootMissing)) {
        this.#say("ring.rejected", "error", messageOf(error))
      }
      throw error
    }
  }

  /** Takes what others wrote. */
  #adopt(held: Held): void {
    const before = this.#held
    this.#held = held
    if (before) this.#report(changes(before.doc, held.doc, { actor: "another", wrote: false }))
    else this.#say("ring.loaded", "info", `loaded from ${this.#options.store.name}`)
  }

  /** The store knows less than we do, e.g. after a backup was restored: puts back what is missing. */
  async #restore(ours: Held, theirs: Held | null): Promise<void> {
    const doc = theirs ? this.#rules.merge(ours.doc, theirs.doc, this.#clock.now()) : ours.doc
    const { root } = ours
    const base = { ...(theirs ?? ours), doc, root, ahead: true }
    // What was gained counts from here on, whatever becomes of the write.
    if (doc !== ours.doc) this.#adopt(base)
    await this.#putBack(base, theirs ? theirs.version! : null)
  }

  async #putBack(held: Held, expected: string | null): Promise<void> {
    if (this.#options.role !== "full") return
    // A copy of the store that is late looks like an older ring; then the write finds a conflict, and all is well.
    const { instance: actor } = this.#options
    if (!(await this.#write(held, held.doc, { expected, actor }))) return
    this.#say("ring.restored", "error", "the store had lost what is known here; it was put back")
  }

  async #bootstrap(): Promise<void> {
    const { ring, policy, gently, role, store } = this.#options
    if (role !== "full") {
      throw new RingError(
        `There is no ring ${ring} in ${store.name} yet. The application makes it when it first needs a key.`,
      )
    }
    const roots = await this.#options.roots()
    if (!roots.some((root) => root.unwrap)) {
      throw new RingError("There is no root to wrap a new ring with: set AUTH_SECRET.")
    }
    const now = this.#clock.now()
    const imported: FreshKey[] = []
    for (const secret of await this.#options.imported()) imported.push(await named(secret))
    const dataKey = newDataKey()
    const wraps = []
    for (const root of roots) wraps.push(await wrapUnder(root, { ring, dataKey }, now))
    const fresh = await this.fresh()
    const doc = bootstrap({ ring, now, policy, fresh, imported, gently, dataKey, roots: wraps })
    const bytes = await sealDocument(doc)
    // Created only where there is none; of several that come together one wins, and all take its ring.
    const wrote = await this.#options.store.write(bytes, null)
    if (wrote === "ok") {
      this.#report(changes(null, doc, { actor: this.#options.instance, wrote: true }))
    }
    const stored = await this.#options.store.read()
    if (!stored) throw new Error(`${this.#options.store.name} did not keep the ring.`)
    await this.#take(stored)
  }

  /** Whether it was written; else someone else wrote first. */
  async #write(
    base: Held,
    next: RingDocument,
    { expected, actor }: { readonly expected: string | null; readonly actor: string },
  ): Promise<boolean> {
    const prev = base.digest
    const doc = { ...next, rev: base.doc.rev + 1, at: this.#clock.now(), prev }
    const bytes = await sealDocument(doc)
    const attributes = { "latchkey.ring": doc.ring, "latchkey.ring.revision": doc.rev }
    const span = { name: "latchkey keys write", attributes }
    const wrote = await inSpan(span, () => this.#options.store.write(bytes, expected))
    if (wrote === "conflict") {
      this.conflicts++
      return false
    }
    const digest = await digestOf(bytes)
    this.#held = { doc, bytes, digest, version: undefined, root: base.root, ahead: false }
    this.#report(changes(base.doc, doc, { actor, wrote: true }))
    const stored = await this.#options.store.read()
    // What others have written since is judged at the next look: one answer leads to one write at the most.
    if (stored && sameBytes(stored.bytes, bytes)) {
      this.#held = { ...this.#held!, version: stored.version }
    }
    return true
  }

  #say(type: RingEvent["type"], level: RingEvent["level"], message: string): void {
    const { ring } = this.#options
    this.#report([{ type, level, ring, rev: this.#held?.doc.rev ?? 0, message }])
  }

  #report(events: readonly RingEvent[]): void {
    for (const event of events) this.#options.on(event)
  }
}

async function named(material: string): Promise<FreshKey> {
  return { id: (await ringKey(material)).id, material }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "it failed"
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || (a.length === b.length && crypto.equal(a as never, b as never))
}
