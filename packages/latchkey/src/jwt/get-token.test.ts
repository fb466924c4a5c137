import { afterEach, expect, it, vi } from "vitest"
import { MissingSecret } from "../errors.ts"
import { readTokenOf } from "./get-token.ts"

afterEach(() => vi.unstubAllEnvs())

function withoutSecret(): void {
  for (const name of ["AUTH_SECRET", "NEXTAUTH_SECRET"]) vi.stubEnv(name, undefined)
}

it("is told by the request that a page is being built before it asks for a secret", async () => {
  withoutSecret()
  const isDynamic = new Error("Dynamic server usage: request.headers")
  const req = {
    get headers(): Headers {
      throw isDynamic
    },
  }
  for (const compat of [undefined, 4, 5] as const) {
    await expect(readTokenOf({ req }, compat)).rejects.toBe(isDynamic)
  }
})

it("does not take a missing secret for nobody", async () => {
  withoutSecret()
  const req = new Request("https://app.example/")
  await expect(readTokenOf({ req }, 4)).rejects.toThrow(MissingSecret)
})
