/**
 * What an adapter of Auth.js imports: `latchkey/doors/core/adapters`.
 *
 * @module
 */

/** The date and time of ISO 8601 that JSON makes of a `Date`, and its offsets. */
const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/

/**
 * Whether a value is the text of a date, for adapters over stores that have only JSON.
 *
 * @example
 * ```ts
 * JSON.parse(text, (_, value) => (isDate(value) ? new Date(value) : value))
 * ```
 */
export function isDate(value: unknown): value is string {
  return typeof value === "string" && dateTime.test(value) && !Number.isNaN(Date.parse(value))
}

/** Values that JSON can hold. */
export type JsonPrimitive = string | number | boolean | null
export type JsonArray = JsonValue[]
export type JsonObject = { [Key in string]?: JsonValue }
export type JsonValue = JsonPrimitive | JsonArray | JsonObject

export type {
  Adapter,
  AdapterAccount,
  AdapterAccountType,
  AdapterAuthenticator,
  AdapterSession,
  AdapterUser,
  VerificationToken,
} from "../../contracts/adapter.ts"
