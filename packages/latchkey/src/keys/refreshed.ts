import { inSpan } from "../web/telemetry.ts"
import { countRefresh } from "./figures.ts"

/** Asks for keys: counted, and within a span where there is OpenTelemetry. `source` is safe to log. */
export async function refreshed<T>(source: string, ask: () => Promise<T>): Promise<T> {
  try {
    const attributes = { "latchkey.source": source }
    const answer = await inSpan({ name: "latchkey keys refresh", attributes }, ask)
    countRefresh(source, "ok")
    return answer
  } catch (error) {
    countRefresh(source, "failed")
    throw error
  }
}
