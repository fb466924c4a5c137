const hidden = "[secret]"

/**
 * A string that can't be printed: every usual way of turning it into text gives `[secret]`.
 *
 * @example
 * ```ts
 * const secret = new SecretText("…")
 * `${secret}` // "[secret]"
 * ```
 */
export class SecretText {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The value. Only what derives keys or speaks to a provider calls this. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return hidden
  }

  toJSON(): string {
    return hidden
  }

  get [Symbol.toStringTag](): string {
    return "SecretText"
  }
}
