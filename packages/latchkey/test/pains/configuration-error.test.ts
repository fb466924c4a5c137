import { describe, expect, it, vi } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import OIDC from "../../src/providers/oidc.ts"
import { credentials, doors, locationOf, log, SECRET, Visitor } from "./visitor.ts"

/** A provider whose client id was forgotten. */
const forgotten = OIDC({ id: "local", name: "Local", issuer: "https://id.example" } as never)

const broken = (more: Partial<AuthConfig> = {}, mode = "production"): Partial<AuthConfig> => ({
  providers: [forgotten, credentials],
  secret: SECRET,
  trustHost: true,
  logger: log().logger,
  env: { NODE_ENV: mode },
  ...more,
})

describe.each(doors)("pain 24: error=Configuration, through %s", (_, routes) => {
  it("pain 24: in production nothing is told but a reference, which the log has", async () => {
    const { errors, logger } = log()
    const visitor = new Visitor(routes(broken({ logger })))
    const to = locationOf(await visitor.post("/signin/local"))
    const { error, ref } = Object.fromEntries(to.searchParams)
    expect([error, ref]).toEqual(["Configuration", expect.stringMatching(/^[\w-]{8}$/)])
    expect(errors[0]!.ref).toBe(ref)
    expect(errors[0]!.message).toContain("AUTH_LOCAL_ID")
    const shown = await (await visitor.send(to.href)).text()
    expect(shown).toContain(ref)
    expect(shown).not.toContain("AUTH_LOCAL_ID")
    // Another time, another reference.
    const next = locationOf(await visitor.post("/signin/local"))
    expect(next.searchParams.get("ref")).not.toBe(ref)
  })

  it("pain 24: the application's own error page is given it too", async () => {
    const visitor = new Visitor(routes(broken({ pages: { error: "/oh" } })))
    const to = locationOf(await visitor.post("/signin/local"))
    expect(to.pathname).toBe("/oh")
    expect(to.searchParams.get("ref")).toMatch(/^[\w-]{8}$/)
  })

  it("pain 24: in development the page says what happened and how to mend it", async () => {
    const visitor = new Visitor(routes(broken({}, "development")))
    const to = locationOf(await visitor.post("/signin/local"))
    const shown = await (await visitor.send(to.href)).text()
    expect(shown).toContain("AUTH_LOCAL_ID")
  })

  it("pain 24: what a made-up URL calls a reference is shown nowhere", async () => {
    const visitor = new Visitor(routes(broken()))
    const page = await visitor.send("/error?error=Configuration&ref=<b>call+0900</b>")
    expect(await page.text()).not.toContain("0900")
  })
})

it("pain 24: the console has the reference on a line of its own", async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => {})
  const [, routes] = doors[0]!
  const visitor = new Visitor(routes(broken({ logger: {} })))
  const to = locationOf(await visitor.post("/signin/local"))
  const lines = (said.mock.calls[0]![0] as string).split("\n")
  said.mockRestore()
  expect(lines[1]).toBe(`[auth][ref] ${to.searchParams.get("ref")}`)
})
