import type { Context } from "../config/context.ts"
import { randomToken } from "../crypto/index.ts"
import { BoundedMap, sharedMemo } from "../crypto/memo.ts"
import { AuthError, type ErrorType } from "../errors.ts"
import type { ErrorDetail } from "../pages/view.ts"

/** What to do next about an error that the developer can mend. */
const nextStep: { readonly [T in ErrorType]?: string } = {
  MissingSecret: "openssl rand -base64 32   # and set it as AUTH_SECRET",
  UntrustedHost: "AUTH_TRUST_HOST=true   # or AUTH_URL=https://…",
}

const remembered = (): BoundedMap<string, ErrorDetail> =>
  sharedMemo("development-errors", () => new BoundedMap<string, ErrorDetail>(50))

/** An error in words for the person who builds the application. Never used in production. */
export function describeError(error: Error): ErrorDetail {
  const cause: string[] = []
  const code = error instanceof AuthError ? error.type : error.name
  if (error instanceof AuthError && error.cause) {
    const { err, looked, ...details } = error.cause
    for (const { name, state } of (looked as { name: string; state: string }[] | undefined) ?? []) {
      cause.push(`${name}: ${state}`)
    }
    for (const [name, value] of Object.entries(details)) cause.push(`${name}: ${String(value)}`)
    for (let at: unknown = err; at instanceof Error; at = at.cause) {
      cause.push(`${at.name}: ${at.message}`)
    }
  }
  const next = error instanceof AuthError ? nextStep[error.type] : undefined
  return { code, message: error.message, cause, ...(next ? { next } : {}) }
}

/** Keeps an error for the error page that follows, in development; the answer names it in the URL. */
export function rememberError(context: Context, error: Error): string | undefined {
  if (!isDevelopment(context)) return undefined
  const ref = randomToken(6)
  remembered().set(ref, describeError(error))
  return ref
}

export function developmentDetail(
  context: Context,
  ref: string | undefined,
): ErrorDetail | undefined {
  return ref !== undefined && isDevelopment(context) ? remembered().get(ref) : undefined
}

export function isDevelopment(context: Context): boolean {
  return context.env("NODE_ENV") === "development"
}
