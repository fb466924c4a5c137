import { SourceError } from "../source-error.ts"

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** One name or several, as a list. @throws TypeError where there is none */
export function namesOf(names: string | readonly string[]): readonly [string, ...string[]] {
  const list = typeof names === "string" ? [names] : names
  if (list.length === 0 || list.some((name) => typeof name !== "string" || name === "")) {
    throw new TypeError("A source needs the name of a secret")
  }
  return list as readonly [string, ...string[]]
}

/** The text of a secret or token, as it is. @throws SourceError where it is none or blank */
export function textOf(source: string, value: unknown): string {
  if (typeof value === "string" && value.trim() !== "") return value
  const what = typeof value === "string" ? "holds an empty value" : "holds no text"
  throw new SourceError(source, `the answer ${what}`, { transient: false })
}

/**
 * One member of a secret that is a JSON object, or the whole text without a `field`.
 *
 * @throws SourceError where there is none
 */
export function fieldOf(source: string, text: string, field: string | undefined): string {
  if (field === undefined) return textOf(source, text)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new SourceError(source, "the secret is not a JSON object, so it has no fields", {
      transient: false,
    })
  }
  return memberOf(source, value, field)
}

/** A member of an object that was answered. @throws SourceError where there is none */
export function memberOf(source: string, object: unknown, field: string): string {
  if (!isObject(object) || !Object.hasOwn(object, field)) {
    throw new SourceError(source, `the secret has no field ${field}`, { transient: false })
  }
  return textOf(source, object[field])
}

/** Bytes of standard base64 (RFC 4648 §4). @throws SourceError */
export function fromBase64(source: string, text: unknown): Uint8Array<ArrayBuffer> {
  try {
    if (typeof text !== "string") throw new TypeError()
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
  } catch {
    throw new SourceError(source, "what should be base64 is not")
  }
}

export function toBase64(bytes: Uint8Array): string {
  let text = ""
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

/** The text of bytes. @throws SourceError where they are not UTF-8 */
export function utf8Of(source: string, bytes: Uint8Array): string {
  try {
    return textOf(source, new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch (error) {
    if (error instanceof SourceError) throw error
    throw new SourceError(
      source,
      "the secret is not UTF-8 text: encode the bytes, e.g. as base64",
      {
        transient: false,
      },
    )
  }
}
