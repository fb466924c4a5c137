import { randomBytes } from "node:crypto"
import { vi } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Door } from "../../src/config/context.ts"
import type { LoggerInstance } from "../../src/contracts/logger.ts"
import { Browser } from "../support/browser.ts"
import { type Allowed, Detector, type Leak } from "./detector.ts"
import { textsOf } from "./walk.ts"

/** A value that nothing else looks like, strong enough for any check. */
export function canary(prefix = ""): string {
  // With signs that each encoding writes in its own way.
  return `${prefix}${randomBytes(15).toString("base64url")}+/${randomBytes(15).toString("base64url")}`
}

/** One that is fit for a URL or a header as it is. */
export function plainCanary(prefix = ""): string {
  return `${prefix}${randomBytes(24).toString("base64url")}`
}

const levels = ["log", "error", "warn", "info", "debug", "trace"] as const

/**
 * Writes down whatever comes out of the code under test, by channel. It is searched at the end, when all canaries are
 * known, those too that were made on the way.
 */
export class Recorder {
  readonly canaries = new Map<string, Set<string>>()
  readonly #outputs = new Map<string, Set<string>>()
  readonly #allowed: readonly Allowed[]
  #restore: (() => void)[] = []
  /** Allowances that something made use of. */
  used = new Set<Allowed>()

  constructor(allowed: readonly Allowed[] = []) {
    this.#allowed = allowed
  }

  /** From now on `value` must be seen nowhere. */
  plant(name: string, value: string): string {
    this.canaries.set(name, (this.canaries.get(name) ?? new Set()).add(value))
    return value
  }

  /** Something that came out. */
  note(channel: string, output: unknown): void {
    const texts =
      typeof output === "string"
        ? [output]
        : output instanceof Uint8Array
          ? [Buffer.from(output).toString("latin1")]
          : textsOf(output)
    const known = this.#outputs.get(channel) ?? new Set()
    this.#outputs.set(channel, known)
    for (const text of texts) known.add(text)
  }

  /** What was thrown, walked over whole; fails where nothing is. */
  async thrown(channel: string, work: () => unknown): Promise<unknown> {
    try {
      await work()
    } catch (error) {
      this.note(`thrown:${channel}`, error)
      return error
    }
    throw new Error(`${channel} should have thrown.`)
  }

  /** Everything that is printed, until `release`. */
  captureConsole(): void {
    for (const level of levels) {
      const spy = vi.spyOn(console, level).mockImplementation((...args: unknown[]) => {
        for (const one of args) this.note(`console:${level}`, one)
      })
      this.#restore.push(() => spy.mockRestore())
    }
    for (const stream of ["stdout", "stderr"] as const) {
      const spy = vi.spyOn(process[stream], "write").mockImplementation((chunk) => {
        this.note(`console:${stream}`, typeof chunk === "string" ? chunk : Buffer.from(chunk))
        return true
      })
      this.#restore.push(() => spy.mockRestore())
    }
  }

  release(): void {
    for (const restore of this.#restore) restore()
    this.#restore = []
  }

  /** An application's logger, which keeps all that it is given. */
  logger(): LoggerInstance {
    const keep =
      (level: string) =>
      (...args: unknown[]): void => {
        for (const one of args) this.note(`logger:${level}`, one)
      }
    return { error: keep("error"), warn: keep("warn"), debug: keep("debug"), info: keep("info") }
  }

  /** A browser whose every answer is written down. */
  browser(config: Partial<AuthConfig>, options: { door?: Door } = {}): RecordedBrowser {
    return new RecordedBrowser(this, config, options)
  }

  /** What is where it must not be, each once. */
  leaks(): string[] {
    const detector = new Detector([], this.#allowed)
    for (const [name, values] of this.canaries) {
      for (const value of values) detector.add({ name, value })
    }
    for (const [channel, texts] of this.#outputs) {
      for (const text of texts) detector.search(channel, text)
    }
    this.used = detector.used
    return [...new Set(detector.leaks.map(line))].toSorted()
  }

  /** The kinds of channels that something came out of. */
  kinds(): string[] {
    return [...new Set([...this.#outputs.keys()].map((channel) => channel.split(":")[0]!))]
  }
}

function line({ canary: name, channel, encoding }: Leak): string {
  return `${name} in ${channel} as ${encoding}`
}

export class RecordedBrowser extends Browser {
  readonly #recorder: Recorder

  constructor(recorder: Recorder, config: Partial<AuthConfig>, options: { door?: Door }) {
    super(config, options)
    this.#recorder = recorder
  }

  override async send(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await super.send(path, init)
    const { pathname } = new URL(this.url(path))
    const what = `${init.method ?? "GET"} ${pathname.slice(this.basePath.length)}`
    for (const [name, value] of response.headers) {
      if (name !== "set-cookie") this.#recorder.note(`header:${what} ${name}`, value)
    }
    for (const cookie of response.headers.getSetCookie()) {
      this.#recorder.note(`cookie:${what} ${cookie.split("=")[0]}`, cookie)
    }
    this.#recorder.note(`body:${what}`, await response.clone().text())
    return response
  }
}
