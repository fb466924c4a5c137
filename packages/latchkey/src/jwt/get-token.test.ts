import { afterEach, expect, it, vi } from "vitest"
import { MissingSecret } from "../errors.ts"
import { encode } from "../doors/v4/jwt.ts"
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

it("reads cookies that were parsed already, where there is no header of them", async () => {
  const secret = "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk"
  const name = "next-auth.session-token"
  const token = await encode({ secret, token: { sub: "7" } })
  const cookies = { other: "a b;c", [name]: token }
  expect(await readTokenOf({ req: { cookies }, secret }, 4)).toMatchObject({ sub: "7" })
  expect(await readTokenOf({ req: { cookies, headers: {} }, secret }, 4)).toMatchObject({
    sub: "7",
  })
  // The header is what the browser sent.
  const headers = { cookie: "a=b" }
  expect(await readTokenOf({ req: { cookies, headers }, secret }, 4)).toBeNull()
  expect(await readTokenOf({ req: { cookies: "nonsense" }, secret }, 4)).toBeNull()
})
