import { sharedMemo } from "../crypto/memo.ts"

/**
 * OpenTelemetry where the application has it, without importing it: the API package registers itself under a symbol
 * of the global object. Where it is not there, each question costs the reading of that one property.
 *
 * @module
 */

export type Attributes = Record<string, string | number | boolean>

/** `Span` of the API, as far as we use it. */
export interface Span {
  setAttribute(name: string, value: string | number | boolean): unknown
  setStatus(status: { code: number }): unknown
  end(): void
}

/** An instrument whose value is read when metrics are collected. */
export type Instrument = object

/** What a collection is told. */
export interface Collection {
  observe(instrument: Instrument, value: number, attributes?: Attributes): void
}

/** `Meter` of the API, as far as we use it. */
export interface Meter {
  createObservableGauge(name: string, options: InstrumentOptions): Instrument
  createObservableCounter(name: string, options: InstrumentOptions): Instrument
  addBatchObservableCallback(
    collect: (collection: Collection) => void | Promise<void>,
    instruments: Instrument[],
  ): void
}

export interface InstrumentOptions {
  readonly description: string
  readonly unit?: string
}

interface Tracer {
  startActiveSpan<T>(name: string, options: object, work: (span: Span) => T): T
}

/** What the API registers: version 1, whatever its minor version. */
export interface Telemetry {
  readonly trace?: { getTracer(name: string): Tracer }
  readonly metrics?: { getMeter(name: string): Meter }
}

const API: unique symbol = Symbol.for("opentelemetry.js.api.1") as never
const NAME = "latchkey"
/** `SpanStatusCode.ERROR`. */
const ERROR = 2
/** `SpanKind`: work of our own, and a question to another service. */
const KIND = { internal: 0, client: 2 } as const

/** Undefined where the application has no OpenTelemetry. */
export function telemetry(): Telemetry | undefined {
  return (globalThis as { [API]?: Telemetry })[API]
}

export interface SpanOptions {
  readonly name: string
  readonly kind?: keyof typeof KIND
  readonly attributes: Attributes
  /** Told what the work throws. Default: `markFailed`. */
  readonly onError?: (span: Span, error: unknown) => void
}

/** Does the work within a span, where there is OpenTelemetry. What it throws is marked by its name, never its text. */
export function inSpan<T>(
  options: SpanOptions,
  work: (span: Span | undefined) => Promise<T>,
): Promise<T> {
  const api = telemetry()
  return api ? traced(api, options, work) : work(undefined)
}

function traced<T>(
  api: Telemetry,
  { name, kind = "internal", attributes, onError = markFailed }: SpanOptions,
  work: (span: Span | undefined) => Promise<T>,
): Promise<T> {
  let started = false
  const within = async (span: Span): Promise<T> => {
    started = true
    try {
      return await work(span)
    } catch (error) {
      onError(span, error)
      throw error
    } finally {
      span.end()
    }
  }
  try {
    registerMetrics(api)
    const tracer = api.trace?.getTracer(NAME)
    if (tracer) return tracer.startActiveSpan(name, { kind: KIND[kind], attributes }, within)
  } catch (error) {
    // Something else may lie under the symbol; that is no reason to sign nobody in.
    if (started) throw error
  }
  return work(undefined)
}

/** The name of an error's class is all that is told: its message may hold what people typed. */
export function markFailed(span: Span, error: unknown): void {
  span.setAttribute("error.type", error instanceof Error ? error.name : "unknown")
  span.setStatus({ code: ERROR })
}

interface Metrics {
  readonly described: Map<string, (meter: Meter) => void>
  readonly registered: WeakMap<object, Set<string>>
}

const metrics = (): Metrics =>
  sharedMemo("telemetry", () => ({ described: new Map(), registered: new WeakMap() }))

/** Offers metrics: registered now, or once the application has OpenTelemetry and we notice. Once per name. */
export function offerMetrics(name: string, describe: (meter: Meter) => void): void {
  const { described } = metrics()
  if (!described.has(name)) described.set(name, describe)
  const api = telemetry()
  try {
    if (api) registerMetrics(api)
  } catch {
    // As above.
  }
}

function registerMetrics({ metrics: provider }: Telemetry): void {
  if (!provider) return
  const { described, registered } = metrics()
  const done = registered.get(provider) ?? new Set<string>()
  if (done.size === described.size) return
  registered.set(provider, done)
  for (const [name, describe] of described) {
    if (done.has(name)) continue
    describe(provider.getMeter(NAME))
    done.add(name)
  }
}
