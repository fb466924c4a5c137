import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Provider, ProviderSecret } from "../../src/contracts/provider.ts"
import { customFetch } from "../../src/contracts/symbols.ts"
import Resend from "../../src/providers/resend.ts"
import { MailServices } from "../emulators/mail-services.ts"
import GitHub from "../../src/providers/github.ts"
import { Browser, locationOf, own, SECRET, v5 } from "../support/browser.ts"

const services = new MailServices()
services.value = "re_1234567890abcdef"
beforeAll(() => services.start())
afterAll(() => services.stop())
beforeEach(() => {
  services.reset()
  services.mails.length = 0
})

const logged: unknown[] = []
const note = (...line: unknown[]): void => void logged.push(...line)

function configOf(provider: Provider, env: Record<string, string> = {}): Partial<AuthConfig> {
  const logger = { error: note, warn: note, debug: note, info: note }
  const session = { strategy: "jwt" } as const
  return {
    providers: [provider],
    adapter: MemoryAdapter(),
    env: { AUTH_SECRET: SECRET, ...env },
    logger,
    session,
  }
}

async function ask(config: Partial<AuthConfig>, door = own): Promise<[Browser, Response]> {
  const browser = new Browser(config, { door })
  return [browser, await browser.post("/signin/resend", { email: "ada@example.com" })]
}

describe("a link that a service mails", () => {
  it.each([
    ["latchkey", own],
    ["v5 door", v5],
  ] as const)("signs in, with the key of the environment: %s", async (_, door) => {
    const provider = Resend({
      from: "no-reply@acme.example",
      // As a variable leaves it that isn't there.
      ...({ apiKey: undefined } as object),
      [customFetch]: services.fetch,
    })
    const config = configOf(provider, { AUTH_RESEND_KEY: services.value })
    const [browser, asked] = await ask(config, door)
    expect(locationOf(asked).pathname).toBe(`${browser.basePath}/verify-request`)
    const link = /https:\S+/.exec(services.mails[0]!.text!)![0]
    await browser.get(link)
    expect(await browser.session()).toMatchObject({ user: { email: "ada@example.com" } })
  })

  it("takes its key from wherever secrets are kept, and asks once", async () => {
    let reads = 0
    const kept = async (): Promise<string> => {
      reads++
      return services.value
    }
    const sources: ProviderSecret[] = [() => services.value, kept, { get: () => services.value }]
    for (const apiKey of sources) {
      const config = configOf(Resend({ apiKey, [customFetch]: services.fetch }))
      await ask(config)
      await ask(config)
    }
    expect(services.mails).toHaveLength(6)
    expect(reads).toBe(1)
  })

  it("leaves nothing behind where the key can't be had, and tells nobody why", async () => {
    const apiKey = (): Promise<string> => Promise.reject(new Error("canary"))
    const [browser, asked] = await ask(configOf(Resend({ apiKey, [customFetch]: services.fetch })))
    expect(asked.status === 503 || locationOf(asked).searchParams.has("error")).toBe(true)
    expect(services.calls).toHaveLength(0)
    expect(browser.names().join()).not.toContain("email")
  })

  it("logs neither the address nor the key where the service refuses", async () => {
    logged.length = 0
    services.fault = { status: 422, body: { name: "validation_error", message: "ada@example.com" } }
    const provider = Resend({ apiKey: services.value, [customFetch]: services.fetch })
    const [, asked] = await ask(configOf(provider))
    expect(locationOf(asked).searchParams.get("error")).toBe("EmailSignin")
    const text = logged.map((one) => `${String(one)} ${JSON.stringify(one)}`).join("\n")
    expect(text).toContain("status 422, validation_error")
    expect(text).not.toContain("ada@example.com")
    expect(text).not.toContain(services.value)
  })
})

it("a fetch of the application's own is kept where the environment has the rest", async () => {
  const asked: string[] = []
  const fetch = (input: unknown): Promise<Response> => {
    asked.push(String(input))
    return Promise.reject(new Error("nobody there"))
  }
  const unset = { clientId: undefined } as object
  const config = configOf(GitHub({ ...unset, [customFetch]: fetch as typeof globalThis.fetch }), {
    AUTH_GITHUB_ID: "id",
    AUTH_GITHUB_SECRET: "secret",
  })
  const browser = new Browser(config)
  const sent = locationOf(await browser.post("/signin/github"))
  await browser.get(`/callback/github?code=c&state=${sent.searchParams.get("state")}`)
  expect(asked).toEqual(["https://github.com/login/oauth/access_token"])
})
