import type {
  KeyView,
  ManagedKeys,
  RedactedSecret,
  RingAbout,
  SecretOption,
} from "../contracts/keys.ts"
import type { NotedEvent } from "../contracts/security-events.ts"
import type { LoggerInstance } from "../contracts/logger.ts"
import type { MaybePromise } from "../crypto/index.ts"
import { sharedOnce, WeakMemo } from "../crypto/memo.ts"
import { KeysUnavailable, MissingSecret } from "../errors.ts"
import { environmentKeys, type Looked, lookedAt, type ReadEnvironment } from "./environment.ts"
import { createRing, type Ring } from "./ring.ts"
import { isRedacted, revealRedacted } from "./redacted.ts"
import { type Ask, isAsyncSource, markAsyncSource, memoryOf, type SourceMemory } from "./source.ts"

/** What the ring is made from, at this request. */
export interface KeyOptions {
  readonly secret: SecretOption | undefined
  /** Whether `secret` stands in the configuration at all, even as `undefined`. */
  readonly passed: boolean
  readonly read: ReadEnvironment
  readonly production: boolean
  readonly request?: Request | undefined
  /** Holds a ring that a refresh brought to the same rules as the first; it is not used where this throws. */
  admit?(ring: Ring): MaybePromise<void>
  /** Where a managed ring tells what happens to it; undefined where the application has no logger. */
  readonly logger?: Required<LoggerInstance> | undefined
  /** Where its security events go; undefined where nobody listens. */
  readonly note?: ((event: NotedEvent) => void) | undefined
}

/** A ring, and how to look for a newer one. */
export interface ResolvedKeys {
  /** The newest that this request has seen: what is sealed after a refresh is sealed with the newer ring. */
  readonly ring: Ring
  /**
   * Asks the source anew, for a key id that the ring doesn't know; undefined where there is nothing to ask or the
   * budget is spent.
   */
  refresh(): Promise<Ring> | undefined
  /** Of a managed ring: what it was loaded as. */
  readonly about?: RingAbout | undefined
}

type Look = () => Promise<Ring> | undefined

/** The keys of one request. */
class RequestKeys implements ResolvedKeys {
  ring: Ring
  readonly about: RingAbout | undefined
  readonly #look: Look | undefined

  constructor(ring: Ring, look: Look | undefined, about: RingAbout | undefined) {
    this.ring = ring
    this.about = about
    this.#look = look
  }

  refresh(): Promise<Ring> | undefined {
    return this.#look?.()?.then((ring) => (this.ring = ring))
  }
}

/**
 * The ring of this moment. Called when it is needed, never at import or build.
 *
 * @throws MissingSecret in production without a secret; `cause.looked` is the trace
 * @throws KeysUnavailable where a source fails that never answered
 */
export function resolveKeys(options: KeyOptions): MaybePromise<ResolvedKeys> {
  const { secret } = options
  if (secret === undefined || secret === null || secret === "") return fromEnvironment(options)
  if (typeof secret === "string") return fromStrings([secret], options)
  if (typeof secret === "function") return fromFunction(secret, options)
  if (isThenable(secret)) {
    const asked = { ask: () => secret, ttl: Number.POSITIVE_INFINITY, label: "a promise" }
    return fromMemory(memoryOf(secret, asked.label), asked, options)
  }
  if (isRedacted(secret)) return fromRedacted(secret, options)
  if ("view" in secret) return fromManaged(secret, options)
  if ("get" in secret) {
    if (!("name" in secret)) {
      const asked = { ask: () => secret.get(), label: "a binding" }
      return fromMemory(memoryOf(secret, asked.label), asked, options)
    }
    const memory = memoryOf(secret.name)
    memory.follow(secret)
    const ask: Ask = (context) => secret.get(context)
    return fromMemory(memory, { ask, ttl: secret.ttl, label: secret.name }, options)
  }
  return secret.length === 0 ? fromEnvironment(options) : fromStrings(secret, options)
}

function fromRedacted(secret: RedactedSecret, options: KeyOptions): MaybePromise<ResolvedKeys> {
  const text = revealRedacted(secret)
  if (text !== undefined) return fromStrings([text], options)
  throw missing(
    options,
    "`secret` is a Redacted that only Effect can open: pass () => Redacted.value(secret)",
  )
}

const managedRings = sharedOnce("managed-rings", () => new WeakMemo<KeyView, MaybePromise<Ring>>())

function fromManaged(managed: ManagedKeys, options: KeyOptions): MaybePromise<ResolvedKeys> {
  const { read, logger, note } = options
  const look = (): KeyView | PromiseLike<KeyView> =>
    managed.view({ read, now: Date.now(), logger, note })
  // A view is one object until it changes, so its ring is found without looking at the strings.
  const ringOf = (view: KeyView): MaybePromise<Ring> => {
    const known = managedRings().get(view)
    if (known) return known
    const ring = createRing(view.secrets, view.origin, view)
    managedRings().set(view, ring)
    return ring
  }
  const refresh: Look = () =>
    managed.refresh()?.then(async () => admitted(await ringOf(await look()), options))
  const view = look()
  if (!isThenable(view)) return settled(ringOf(view), refresh, view.about)
  return Promise.resolve(view).then(
    (ready) => settled(ringOf(ready), refresh, ready.about),
    (error: unknown) => {
      // By its name: a bundler may have made two classes of it.
      const isRootMissing = error instanceof Error && error.name === "RingRootMissing"
      throw isRootMissing
        ? missing(options, undefined, error.message)
        : unavailable(managed.name, error)
    },
  )
}

function fromFunction(
  secret: Extract<SecretOption, (...args: never[]) => unknown>,
  options: KeyOptions,
): MaybePromise<ResolvedKeys> {
  const name = secret.name && secret.name !== "secret" ? ` ${secret.name}()` : ""
  const label = `a function${name}`
  const remembered = (): MaybePromise<ResolvedKeys> =>
    fromMemory(memoryOf(secret, label), { ask: () => secret(), label }, options)
  // A function that wants the request may answer differently for each; one that doesn't is a source.
  if (isAsyncSource(secret)) return remembered()
  const answer = secret(options.request)
  if (!isThenable(answer)) {
    if (answer === undefined || answer.length === 0) return fromEnvironment(options)
    return fromStrings(typeof answer === "string" ? [answer] : answer, options)
  }
  if (secret.length === 0) {
    markAsyncSource(secret)
    return fromMemory(memoryOf(secret, label), { ask: firstThen(answer, secret), label }, options)
  }
  return Promise.resolve(answer).then(
    (value) =>
      value === undefined || value.length === 0
        ? fromEnvironment(options)
        : settled(createRing(typeof value === "string" ? [value] : value, label)),
    (error: unknown) => {
      throw unavailable(label, error)
    },
  )
}

/** The answer that is already under way serves the first question. */
function firstThen<T>(first: T, ask: () => T): () => T {
  let used = false
  return () => {
    if (used) return ask()
    used = true
    return first
  }
}

/** A question, how long its answer is fresh (seconds), and what it is called in the log. */
interface Asked {
  readonly ask: Ask
  readonly ttl?: number | undefined
  readonly label: string
}

function fromMemory(
  memory: SourceMemory,
  { ask, ttl, label }: Asked,
  options: KeyOptions,
): MaybePromise<ResolvedKeys> {
  const value = memory.get(ask, ttl)
  const refresh: Look = () =>
    memory.force(ask, ttl)?.then(async (fresh) => admitted(await createRing(fresh, label), options))
  if (!(value instanceof Promise)) return settled(createRing(value, label), refresh)
  return value.then(
    (list) => settled(createRing(list, label), refresh),
    (error: unknown) => {
      throw unavailable(label, error)
    },
  )
}

async function admitted(ring: Ring, options: KeyOptions): Promise<Ring> {
  await options.admit?.(ring)
  return ring
}

function unavailable(label: string, error: unknown): KeysUnavailable {
  const cause = error instanceof Error ? { err: error } : {}
  return new KeysUnavailable(`The secret can't be had: ${label} failed`, cause)
}

/** Explicit strings. One that the environment holds too is the environment's: its other keys belong to the ring. */
function fromStrings(strings: readonly string[], options: KeyOptions): MaybePromise<ResolvedKeys> {
  if (strings.some((one) => typeof one !== "string" || one.trim() === "")) {
    throw missing(options, "`secret` holds an empty value")
  }
  if (strings.length === 1) {
    const { secrets, newest } = environmentKeys(options.read)
    if (newest && secrets.includes(strings[0]!)) return settled(createRing(secrets, origin(newest)))
  }
  return settled(createRing(strings, "the configuration"))
}

function fromEnvironment(options: KeyOptions): MaybePromise<ResolvedKeys> {
  const { secrets, newest } = environmentKeys(options.read)
  if (newest) return settled(createRing(secrets, origin(newest)))
  if (options.production) {
    throw missing(
      options,
      options.passed ? "`secret` was passed, but undefined when the module loaded" : undefined,
    )
  }
  return fromDevelopment(options)
}

async function fromDevelopment(options: KeyOptions): Promise<ResolvedKeys> {
  const { developmentSecret } = await import("./development.ts")
  const made = developmentSecret(options.read)
  if (!made) throw missing(options, "this runtime can't keep a development secret")
  return settled(createRing([made.secret], made.origin))
}

function origin(name: string): string {
  return `env:${name}`
}

function missing(
  options: KeyOptions,
  note: string | undefined,
  message = "Please define a `secret`",
): MissingSecret {
  const looked: Looked[] = lookedAt(options.read)
  if (note !== undefined) looked.unshift({ name: note, state: "undefined" })
  return new MissingSecret(message, { looked })
}

function settled(
  ring: MaybePromise<Ring>,
  look?: Look,
  about?: RingAbout,
): MaybePromise<ResolvedKeys> {
  return ring instanceof Promise
    ? ring.then((ready) => new RequestKeys(ready, look, about))
    : new RequestKeys(ring, look, about)
}

function isThenable<V>(value: V): value is Extract<V, PromiseLike<unknown>> {
  return typeof (value as { then?: unknown } | undefined)?.then === "function"
}
