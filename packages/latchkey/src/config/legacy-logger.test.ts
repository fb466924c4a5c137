import { describe, expect, it, vi } from "vitest"
import { AccessDenied, MissingSecret } from "../errors.ts"
import { fromLegacy, legacyCode } from "./legacy-logger.ts"
import { Context } from "./context.ts"

describe("a logger of NextAuth 4", () => {
  it("is called with a code and the error", () => {
    const error = vi.fn()
    const warn = vi.fn()
    const logger = fromLegacy({ error, warn })
    const missing = new MissingSecret("none")
    logger.error?.(missing)
    logger.warn?.("debug-enabled")
    expect(error).toHaveBeenCalledWith("NO_SECRET", missing)
    expect(warn).toHaveBeenCalledWith("DEBUG_ENABLED")
    expect([legacyCode(new AccessDenied()), legacyCode(new TypeError("x"))]).toEqual([
      "ACCESS_DENIED",
      "TYPE_ERROR",
    ])
  })

  it("is called so through the v4 door, and as ever through the others", () => {
    for (const compat of [4, 5, undefined] as const) {
      const error = vi.fn()
      const door = { compat, basePath: "/api/auth" }
      const config = { providers: [], logger: { error } }
      const thrown = new AccessDenied("no")
      new Context(config, door, { headers: new Headers() }).logger.error(thrown)
      expect(error.mock.calls).toEqual([compat === 4 ? ["ACCESS_DENIED", thrown] : [thrown]])
    }
  })

  it("leaves to ours what it doesn't have", () => {
    expect(fromLegacy({})).toEqual({})
  })
})
