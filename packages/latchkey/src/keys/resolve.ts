import type { KeyView, ManagedKeys, RedactedSecret, SecretOption } from "../contracts/keys.ts"
import type { MaybePromise } from "../crypto/index.ts"
import { sharedMemo } from "../crypto/memo.ts"
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
}

/** A ring, and how to look for a newer one. */
export interface ResolvedKeys {
  readonly ring: Ring
  /**
   * Asks the source anew, for a key id that the ring doesn't know; undefined where there is nothing to ask or the
   * budget is spent.
   */
  refresh(): Promise<Ring> | undefined
}

const noRefresh = (): undefined => undefined

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
    return fromMemory(memoryOf(secret), () => secret, Number.POSITIVE_INFINITY, "a promise")
  }
  if (isRedacted(secret)) return fromRedacted(secret, options)
  if ("view" in secret) return fromManaged(secret, options)
  if ("get" in secret) {
    if (!("name" in secret)) {
      return fromMemory(memoryOf(secret), () => secret.get(), undefined, "a binding")
    }
    const memory = memoryOf(secret.name)
    memory.follow(secret)
    return fromMemory(memory, (context) => secret.get(context), secret.ttl, secret.name)
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

function fromManaged(managed: ManagedKeys, options: KeyOptions): MaybePromise<ResolvedKeys> {
  const { read } = options
  const look = (): KeyView | PromiseLike<KeyView> => managed.view({ read, now: Date.now() })
  // A view is one object until it changes, so its ring is found without looking at the strings.
  const ringOf = (view: KeyView): MaybePromise<Ring> => {
    const memo = sharedMemo("managed-rings", () => new WeakMap<KeyView, MaybePromise<Ring>>())
    const known = memo.get(view)
    if (known) return known
    const ring = createRing(view.secrets, view.origin, view.refused, view.data)
    memo.set(view, ring)
    return ring
  }
  const refresh = (): Promise<Ring> | undefined =>
    managed.refresh()?.then(async () => ringOf(await look()))
  const view = look()
  if (!isThenable(view)) return settled(ringOf(view), refresh)
  return Promise.resolve(view).then(
    (ready) => settled(ringOf(ready), refresh),
    (error: unknown) => {
      throw unavailable(managed.name, error)
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
    fromMemory(memoryOf(secret), () => secret(), undefined, label)
  // A function that wants the request may answer differently for each; one that doesn't is a source.
  if (isAsyncSource(secret)) return remembered()
  const answer = secret(options.request)
  if (!isThenable(answer)) {
    if (answer === undefined || answer.length === 0) return fromEnvironment(options)
    return fromStrings(typeof answer === "string" ? [answer] : answer, options)
  }
  if (secret.length === 0) {
    markAsyncSource(secret)
    return fromMemory(memoryOf(secret), firstThen(answer, secret), undefined, label)
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

function fromMemory(
  memory: SourceMemory,
  ask: Ask,
  ttl: number | undefined,
  label: string,
): MaybePromise<ResolvedKeys> {
  const value = memory.get(ask, ttl)
  const refresh = (): Promise<Ring> | undefined =>
    memory.force(ask, ttl)?.then((fresh) => createRing(fresh, label))
  if (!(value instanceof Promise)) return settled(createRing(value, label), refresh)
  return value.then(
    (list) => settled(createRing(list, label), refresh),
    (error: unknown) => {
      throw unavailable(label, error)
    },
  )
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

function missing(options: KeyOptions, note: string | undefined): MissingSecret {
  const looked: Looked[] = lookedAt(options.read)
  if (note !== undefined) looked.unshift({ name: note, state: "undefined" })
  return new MissingSecret("Please define a `secret`", { looked })
}

function settled(
  ring: MaybePromise<Ring>,
  refresh: ResolvedKeys["refresh"] = noRefresh,
): MaybePromise<ResolvedKeys> {
  return ring instanceof Promise
    ? ring.then((ready) => ({ ring: ready, refresh }))
    : { ring, refresh }
}

function isThenable<V>(value: V): value is Extract<V, PromiseLike<unknown>> {
  return typeof (value as { then?: unknown } | undefined)?.then === "function"
}
