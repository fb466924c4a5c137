import type { KeyStore, KeyView, ManagedKeys } from "../../contracts/keys.ts"
import type { NotedEvent } from "../../contracts/security-events.ts"
import { sharedMemo, WeakMemo } from "../../crypto/memo.ts"
import type { Awaitable } from "../../vocabulary/awaitable.ts"
import { readEnv } from "../../web/env.ts"
import type { LoggerInstance } from "../../contracts/logger.ts"
import { environmentKeys, type ReadEnvironment } from "../environment.ts"
import { observedRings } from "../figures.ts"
import { instanceName } from "../process-name.ts"
import { RingRootMissing } from "./document.ts"
import type { RingEvent } from "./events.ts"
import { inspectRing } from "./inspect.ts"
import { ObservedInstance } from "./observed.ts"
import { isOperator } from "./operator.ts"
import { createOperations, type KeyringOperations } from "./operations.ts"
import { checkPolicy, DEFAULT_POLICY, type Duration, milliseconds } from "./policy.ts"
import type { RingPolicy } from "./policy.ts"
import { logEvent, printEvent } from "./print.ts"
import { RingInstance } from "./protocol.ts"
import { resolveRoots, type RootOption } from "./resolve-roots.ts"
import { tellSecurity } from "./security-event.ts"
import { realWorld } from "./world.ts"

export interface KeyringOptions {
  /** Where the ring lies. */
  readonly store: KeyStore
  /** What it is wrapped with; several at once make each able to open it. Default `"env"`. */
  readonly root?: RootOption | readonly RootOption[]
  /** How long a key seals. Default `"90d"`. */
  readonly rotate?: Duration
  /** How long a key is published before it seals. Default `"1d"`. */
  readonly propagation?: Duration
  /** How often each instance looks for changes. Default `"5m"`; a revocation reaches all within twice that. */
  readonly refresh?: Duration
  /** By how much clocks may differ. Default `"5m"`. */
  readonly skew?: Duration
  /** The longest life of a token: `session.maxAge`, or more. Default `"30d"`. */
  readonly maxTokenAge?: Duration
  /** How long an instance that is cut off from the store is still reckoned with. Default `"7d"`. */
  readonly staleness?: Duration
  /** A `"reader"` never writes the ring; its store needs no right to. Default `"full"`. */
  readonly role?: "full" | "reader"
  /** The name of this instance. Default: the host's name and the process's, as in its log. */
  readonly instance?: string
  /**
   * When a ring is made where sessions are sealed with `AUTH_SECRET` already: whether its own key seals `"at-once"`, or
   * `"after-propagation"`, since other instances don't have the ring yet. Default `"at-once"`.
   */
  readonly takeOver?: "at-once" | "after-propagation"
  /**
   * `"requests"`: whatever is due is done beside a request. `"timer"`: without requests too, by a timer that does not
   * hold the process. Default `"requests"`.
   */
  readonly tick?: "requests" | "timer"
  /**
   * Which of these keys something stored still needs, e.g. provider tokens: `heldBy(…)` of `latchkey/data`. Such a key
   * is not destroyed, and a revoked one still opens stored data. If it fails all are held. Without it this ring seals
   * nothing for storage.
   */
  readonly held?: (ids: readonly string[]) => Awaitable<readonly string[]>
  /** Told what happens, beside the logger of the configuration. Default where there is none: a line to the console. */
  readonly onEvent?: (event: RingEvent) => void
}

/** A ring that looks after itself, and what a person may do with it. */
export interface Keyring extends Required<ManagedKeys>, KeyringOperations {}

/**
 * Keys that rotate by themselves: kept in a store that all instances share, wrapped by a root that is not there,
 * published before they seal, and kept until no token needs them. Nobody is signed out, and changing `AUTH_SECRET`
 * only wraps the ring anew. The same store gives the same keyring, also where this is called on each request; the first
 * options count.
 *
 * @throws TypeError where the times contradict each other
 * @example
 * ```ts
 * NextAuth({ secret: keyring({ store: postgres(pool), rotate: "90d" }), … })
 * ```
 */
export function keyring(options: KeyringOptions): Keyring {
  const rings = sharedMemo("keyrings", () => new WeakMemo<KeyStore, Keyring>())
  const known = rings.get(options.store)
  if (known) return known
  const made = create(options)
  rings.set(options.store, made)
  return made
}

function create(options: KeyringOptions): Keyring {
  const { ring = "auth" } = options.store
  const rootOptions = [options.root ?? "env"].flat() as RootOption[]
  let read: ReadEnvironment = (name) => readEnv(name)
  let logger: Required<LoggerInstance> | undefined
  let note: ((event: NotedEvent) => void) | undefined
  let forDevelopment: ReadonlySet<string> = new Set()
  const resolved = async (): ReturnType<typeof resolveRoots> => {
    const found = await resolveRoots(rootOptions, read)
    forDevelopment = found.forDevelopment
    return found
  }
  const instance = new RingInstance({
    ring,
    store: options.store,
    policy: policyOf(options),
    role: isOperator() ? "operator" : (options.role ?? "full"),
    instance: options.instance ?? instanceName(readEnv("HOSTNAME") ?? "instance"),
    roots: async () => {
      const { roots } = await resolved()
      if (rootOptions.includes("env") && !roots.some((root) => root.unwrap)) throw noRoot(ring)
      return roots
    },
    isForDevelopment: (root) => forDevelopment.has(root),
    imported: async () => {
      const { strings } = await resolved()
      return [...new Set([...strings, ...environmentKeys(read).secrets])]
    },
    gently: options.takeOver === "after-propagation",
    held: options.held,
    world: realWorld,
    on(event) {
      options.onEvent?.(event)
      if (note) tellSecurity(note, event)
      if (logger) logEvent(logger, event)
      else if (!options.onEvent && !isOperator()) printEvent(event)
    },
  })
  const observed = new ObservedInstance(instance)
  observedRings().set(instance.name, new WeakRef(observed))
  if (options.tick === "timer" && !isOperator()) keepTicking(instance)
  const made: Keyring = {
    name: instance.name,
    view(context): Awaitable<KeyView> {
      read = context.read
      logger = context.logger
      note = context.note
      return instance.view()
    },
    refresh: () => instance.refresh(),
    inspect: () => inspectRing(instance),
    holdsData: instance.holdsData,
    ...createOperations(instance),
  }
  // Metrics hold it weakly: it lives as long as the keyring.
  lifelines.set(made, observed)
  return made
}

function noRoot(ring: string): RingRootMissing {
  return new RingRootMissing(
    `There is no root for ring ${ring}: none of AUTH_SECRET and its kin is set.`,
  )
}

const lifelines = new WeakMap<Keyring, ObservedInstance>()

function policyOf(options: KeyringOptions): RingPolicy {
  const { rotate: lifetime, propagation, refresh, skew, maxTokenAge, staleness } = options
  const given = { lifetime, propagation, refresh, skew, maxTokenAge, staleness }
  const said = Object.entries(given)
    .filter((pair): pair is [string, Duration] => pair[1] !== undefined)
    .map(([name, value]) => [name, milliseconds(value, name === "lifetime" ? "rotate" : name)])
  return checkPolicy({ ...DEFAULT_POLICY, ...Object.fromEntries(said) })
}

function keepTicking(instance: RingInstance): void {
  const tick = (): void => {
    const again = (): void => {
      realWorld.later(tick, { ms: Math.max(50, instance.dueIn), holds: false })
    }
    instance.sync().then(again, again)
  }
  realWorld.later(tick, { ms: 0, holds: false })
}
