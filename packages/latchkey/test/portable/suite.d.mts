/** The parts of the package that the suite is about. */
export interface Library {
  readonly Auth: typeof import("../../src/index.ts").Auth
  readonly customFetch: symbol
  readonly jwt: typeof import("../../src/jwt/index.ts")
  readonly errors: typeof import("../../src/errors.ts")
  readonly MemoryAdapter: typeof import("../../src/adapters/memory.ts").MemoryAdapter
  readonly providers: {
    readonly OIDC: typeof import("../../src/providers/oidc.ts").default
    readonly Credentials: typeof import("../../src/providers/credentials.ts").default
  }
}

/** What the suite uses of `node:assert/strict`. */
export interface Assert {
  ok(value: unknown, message?: string): void
  equal(actual: unknown, expected: unknown, message?: string): void
  notEqual(actual: unknown, expected: unknown, message?: string): void
  deepEqual(actual: unknown, expected: unknown, message?: string): void
  match(text: string, pattern: RegExp, message?: string): void
  rejects(promise: Promise<unknown>, expected: (error: unknown) => boolean): Promise<void>
}

export interface Case {
  readonly name: string
  run(): Promise<void>
}

export function suite(lib: Library, assert: Assert): Case[]
