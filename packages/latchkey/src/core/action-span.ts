import type { RequestInternal } from "../actions/result.ts"
import type { Context } from "../config/context.ts"
import { findProvider } from "../config/providers.ts"
import { isClientError } from "../errors.ts"
import { type Attributes, inSpan, markFailed, type Span, telemetry } from "../web/telemetry.ts"

/**
 * One span for an action, where the application has OpenTelemetry. It says what was asked for and how it ended, and
 * nothing of who asked: no address, no cookie, no query, no id of a person.
 */
export function actionSpan<T>(
  context: Context,
  request: RequestInternal,
  work: (span: Span | undefined) => Promise<T>,
): Promise<T> {
  if (!telemetry()) return work(undefined)
  const name = `latchkey ${request.method} ${request.action}`
  return inSpan({ name, attributes: attributesOf(context, request), onError: noteError }, work)
}

function attributesOf(context: Context, request: RequestInternal): Attributes {
  const { method, action, providerId } = request
  const attributes: Attributes = { "http.request.method": method, "latchkey.action": action }
  // What the path names is anyone's to choose; what is configured is ours.
  if (providerId !== undefined && isConfigured(context, providerId)) {
    attributes["latchkey.provider"] = providerId
  }
  return attributes
}

function isConfigured(context: Context, id: string): boolean {
  try {
    return findProvider(context, id) !== undefined
  } catch {
    return false
  }
}

/** An action that failed: what a person did wrong is named, and is no error of ours. */
export function noteError(span: Span, error: unknown): void {
  if (error instanceof Error && isClientError(error)) span.setAttribute("error.type", error.name)
  else markFailed(span, error)
}
