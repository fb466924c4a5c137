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

/**
 * Gives an error the reference that stands for it where the error itself must not be shown: in the URL and on the error
 * page, and in the log. In development the error is kept for the page that follows.
 *
 * @returns undefined where nothing can be noted at the error, so that the log would not have it
 */
export function referTo(context: Context, error: Error): string | undefined {
  if (!Object.isExtensible(error)) return undefined
  const ref = randomToken(6)
  Object.assign(error, { ref })
  if (isDevelopment(context)) remembered().set(ref, describeError(error))
  return ref
}

/** A reference as we make them; anything else that a URL says is shown nowhere. */
export function readReference(ref: string | undefined): string | undefined {
  return ref !== undefined && /^[A-Za-z0-9_-]{8}$/.test(ref) ? ref : undefined
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
