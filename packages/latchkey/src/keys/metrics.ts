import type { MaybePromise } from "../crypto/index.ts"
import { type Collection, type Instrument, type Meter, offerMetrics } from "../web/telemetry.ts"
import { observedRings, refreshes, refusals } from "./figures.ts"
import type { RingKey } from "./model.ts"
import { knownKeys } from "./ring-key.ts"

/** Offers what is known of the keys to OpenTelemetry. Everything is read when it is collected. */
export function offerKeyMetrics(): void {
  offerMetrics("keys", describe)
}

interface Instruments {
  readonly revision: Instrument
  readonly activeAge: Instrument
  readonly nextActivation: Instrument
  readonly refreshes: Instrument
  readonly refreshAge: Instrument
  readonly opened: Instrument
  readonly sealed: Instrument
  readonly conflicts: Instrument
  readonly instances: Instrument
}

function describe(meter: Meter): void {
  // A number without a unit has none: with "1" Prometheus would call it a ratio.
  const gauge = (name: string, description: string, unit?: string): Instrument =>
    meter.createObservableGauge(`latchkey.keys.${name}`, { description, ...(unit && { unit }) })
  const counter = (name: string, description: string, unit: string): Instrument =>
    meter.createObservableCounter(`latchkey.keys.${name}`, { description, unit })
  const instruments: Instruments = {
    revision: gauge("ring_revision", "The revision of the ring that this instance has"),
    activeAge: gauge("active_age", "Since when the key that seals has sealed", "s"),
    nextActivation: gauge("next_activation", "Until the next key seals", "s"),
    refreshes: counter("refreshes", "How often the keys were asked for", "{refresh}"),
    refreshAge: gauge("refresh_age", "Since the keys were last answered", "s"),
    opened: counter("tokens_opened", "Tokens shown, by what became of them", "{token}"),
    sealed: counter("tokens_sealed", "Tokens sealed", "{token}"),
    conflicts: counter("write_conflicts", "Changes that met another instance's", "{write}"),
    instances: gauge("instances", "Instances that live", "{instance}"),
  }
  const collect = async (to: Collection): Promise<void> => {
    collectTokens(to, instruments)
    collectRefreshes(to, instruments)
    await collectRings(to, instruments)
  }
  meter.addBatchObservableCallback(collect, Object.values(instruments) as Instrument[])
}

function collectTokens(to: Collection, { opened, sealed }: Instruments): void {
  // One key may be known to more than one copy of this module.
  for (const { id, opens, seals } of knownKeys().filter(isReady)) {
    if (opens > 0) to.observe(opened, opens, { kid: id, result: "ok" })
    if (seals > 0) to.observe(sealed, seals, { kid: id })
  }
  for (const [result, count] of Object.entries(refusals())) {
    if (count > 0) to.observe(opened, count, { result })
  }
}

function isReady(key: MaybePromise<RingKey>): key is RingKey {
  return !(key instanceof Promise)
}

function collectRefreshes(to: Collection, instruments: Instruments): void {
  for (const [source, { ok, failed, at }] of refreshes().entries()) {
    to.observe(instruments.refreshes, ok, { source, result: "ok" })
    to.observe(instruments.refreshes, failed, { source, result: "failed" })
    if (at > 0) to.observe(instruments.refreshAge, (Date.now() - at) / 1000, { source })
  }
}

async function collectRings(to: Collection, instruments: Instruments): Promise<void> {
  for (const [, held] of observedRings().entries()) {
    const observed = held.deref()
    const figures = observed?.figures()
    if (!observed || !figures) continue
    const { ring } = figures
    to.observe(instruments.revision, figures.rev, { ring })
    to.observe(instruments.activeAge, figures.activeAge / 1000, { ring })
    to.observe(instruments.nextActivation, figures.nextActivation / 1000, { ring })
    to.observe(instruments.conflicts, figures.conflicts, { ring })
    // A store that does not answer costs this one number only.
    const census = await observed.census().catch(() => null)
    for (const [state, count] of Object.entries(census ?? {})) {
      to.observe(instruments.instances, count, { ring, state })
    }
  }
}
