import { afterEach, expect, it, vi } from "vitest"
import { respond } from "./respond.ts"

/** As that of `@hono/node-server`: it keeps the headers it is given, and others add to them. */
class Keeping {
  readonly headers: Headers
  constructor(_: unknown, init: { readonly headers: Headers }) {
    this.headers = init.headers
  }
}

afterEach(() => vi.unstubAllGlobals())

it("no answer has the headers of another, whatever `Response` a server has put in place", () => {
  vi.stubGlobal("Response", Keeping)
  const options = { https: true, method: "GET", asJson: false, afterPost: 303 } as const
  const cookie = { name: "a", value: "ada", options: {} }
  const answers = [{ body: null, cookies: [cookie] }, { body: null }, { redirect: "/" }].map(
    (result) => respond(result, options),
  )
  expect(answers.map(({ headers }) => headers.getSetCookie())).toEqual([["a=ada"], [], []])
  answers[1]!.headers.append("set-cookie", "b=eve")
  expect(respond({ body: null }, options).headers.getSetCookie()).toEqual([])
})
