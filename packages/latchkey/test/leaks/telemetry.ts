import { context, metrics, trace } from "@opentelemetry/api"
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks"
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics"
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace"
import type { Recorder } from "./recorder.ts"

/** Collects when it is told to. */
class Reader extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve()
  }
  protected override onShutdown(): Promise<void> {
    return Promise.resolve()
  }
}

/** The real SDK, between `start` and `read`: all that it would send to a collector is written down. */
export class RecordedTelemetry {
  readonly #recorder: Recorder
  #spans = new InMemorySpanExporter()
  #reader = new Reader()

  constructor(recorder: Recorder) {
    this.#recorder = recorder
  }

  start(): void {
    this.#spans = new InMemorySpanExporter()
    this.#reader = new Reader()
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    const processors = [new SimpleSpanProcessor({ exporter: this.#spans })]
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: processors }))
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [this.#reader] }))
  }

  async read(): Promise<void> {
    for (const { name, attributes, events, links, status } of this.#spans.getFinishedSpans()) {
      this.#recorder.note(`span:${name}`, { name, attributes, events, links, status })
    }
    const { resourceMetrics } = await this.#reader.collect()
    for (const { descriptor, dataPoints } of resourceMetrics.scopeMetrics.flatMap(
      (scope) => scope.metrics,
    )) {
      const points = dataPoints.map(({ attributes, value }) => ({ attributes, value }))
      this.#recorder.note(`metric:${descriptor.name}`, { descriptor, points })
    }
    trace.disable()
    metrics.disable()
    context.disable()
  }
}
