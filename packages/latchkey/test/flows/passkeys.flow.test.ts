import { describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Adapter, FullAdapter, AdapterAuthenticator } from "../../src/contracts/adapter.ts"
import type {
  AuthenticationOptionsJSON,
  RegistrationOptionsJSON,
  WebAuthnUserConfig,
} from "../../src/contracts/webauthn.ts"
import { BoundedMap, sharedMemo } from "../../src/crypto/memo.ts"
import Passkey from "../../src/providers/passkey.ts"
import { memoryRevocations } from "../../src/revocations/memory.ts"
import { SoftwareAuthenticator, type Twist } from "../support/authenticator.ts"
import { Browser, locationOf, own, SECRET, v4, v5 } from "../support/browser.ts"

interface Site {
  readonly config: Partial<AuthConfig>
  readonly adapter: FullAdapter
  readonly rows: AdapterAuthenticator[]
  readonly log: string[]
}

function site(passkey: WebAuthnUserConfig = {}, more: Partial<AuthConfig> = {}): Site {
  const log: string[] = []
  const rows: AdapterAuthenticator[] = []
  const memory = MemoryAdapter()
  const watch = (inner: FullAdapter): FullAdapter => ({
    ...inner,
    createAuthenticator(row) {
      rows.push({ ...row })
      return inner.createAuthenticator(row)
    },
    transaction: (work) => inner.transaction((within) => work(watch(within as never))),
  })
  const adapter = watch(memory)
  const config: Partial<AuthConfig> = {
    providers: [Passkey(passkey)],
    adapter,
    session: { strategy: "jwt" },
    experimental: { enableWebAuthn: true },
    logger: {
      error: (error, ...rest) =>
        void log.push(
          [error, ...rest]
            .map((one) => (one instanceof Error ? `${one.name}: ${one.message}` : String(one)))
            .join(" "),
        ),
      warn: (code, detail) => void log.push(`warn ${code} ${JSON.stringify(detail)}`),
      debug: () => {},
      info: () => {},
    },
    ...more,
  }
  return { config, adapter, rows, log }
}

type Options<A> = A extends "register" ? RegistrationOptionsJSON : AuthenticationOptionsJSON

async function ask<A extends "register" | "authenticate">(
  browser: Browser,
  action: A,
  fields: Record<string, string> = {},
): Promise<Options<A>> {
  const query = new URLSearchParams({ action, ...fields })
  const response = await browser.get(`/webauthn-options/passkey?${query}`)
  if (response.status !== 200) throw new Error(`options answered ${response.status}`)
  const body = (await response.json()) as { action: string; options: Options<A> }
  expect(body.action).toBe(action)
  return body.options
}

const reply = (browser: Browser, action: string, data: string): Promise<Response> =>
  browser.post("/callback/passkey", { action, data, callbackUrl: "/in" })

async function register(
  browser: Browser,
  device: SoftwareAuthenticator,
  email?: string,
  twist?: Twist,
): Promise<Response> {
  const options = await ask(browser, "register", email === undefined ? {} : { email })
  return reply(browser, "register", await device.create(options, twist))
}

async function signIn(
  browser: Browser,
  device: SoftwareAuthenticator,
  twist?: Twist,
): Promise<Response> {
  const options = await ask(browser, "authenticate")
  return reply(browser, "authenticate", await device.get(options, twist))
}

const errorOf = (response: Response): string | null =>
  locationOf(response).searchParams.get("error")
const whoIs = async (browser: Browser): Promise<unknown> =>
  (((await browser.session()) ?? {})["user"] as { email?: string } | undefined)?.email

describe.each([
  ["latchkey", own],
  ["v5 door", v5],
  ["v4 door", v4],
] as const)("passkeys through %s", (_, door) => {
  it.each(["none", "packed"] as const)(
    "register someone new and sign them in (%s)",
    async (attestation) => {
      const { config, rows } = site()
      const device = new SoftwareAuthenticator({ attestation })
      const browser = new Browser(config, { door })
      const registered = await register(browser, device, "ada@example.com")
      expect(locationOf(registered).href).toBe("https://app.example/in")
      expect(await whoIs(browser)).toBe("ada@example.com")
      expect(rows).toMatchObject([
        {
          counter: 1,
          credentialDeviceType: "multiDevice",
          credentialBackedUp: true,
          transports: "internal,hybrid",
        },
      ])
      const spelled = Buffer.from(device.held[0]!.id).toString(door.compat ? "base64" : "base64url")
      expect(rows[0]!.credentialID).toBe(spelled)

      const another = new Browser(config, { door })
      const signedIn = await signIn(another, device)
      expect(locationOf(signedIn).href).toBe("https://app.example/in")
      expect(await whoIs(another)).toBe("ada@example.com")
      expect(another.names().filter((name) => name.includes("challenge"))).toEqual([])
    },
  )

  it("finds passkeys that were written down in the other alphabet", async () => {
    const { config, adapter } = site()
    const device = new SoftwareAuthenticator()
    await register(
      new Browser(config, { door: door === own ? v5 : own }),
      device,
      "ada@example.com",
    )
    expect(await adapter.getUserByEmail("ada@example.com")).not.toBeNull()
    const browser = new Browser(config, { door })
    await signIn(browser, device)
    expect(await whoIs(browser)).toBe("ada@example.com")
  })
})

describe.each([
  ["9", () => import("simplewebauthn-server-9")],
  ["10", () => import("simplewebauthn-server-10")],
  ["11", () => import("simplewebauthn-server-11")],
  ["13", () => import("simplewebauthn-server-13")],
  ["that is current", () => import("@simplewebauthn/server")],
] as const)("the version of SimpleWebAuthn %s", (_, load) => {
  it("registers, adds a device, and signs in; and refuses what is not right", async () => {
    const { config, rows } = site({ simpleWebAuthn: await load() })
    const [laptop, phone] = [new SoftwareAuthenticator(), new SoftwareAuthenticator()]
    const browser = new Browser(config)
    await register(browser, laptop, "ada@example.com")
    expect(await whoIs(browser)).toBe("ada@example.com")
    const options = await ask(browser, "register")
    expect(options.excludeCredentials).toEqual([
      { id: rows[0]!.credentialID, type: "public-key", transports: ["internal", "hybrid"] },
    ])
    await reply(browser, "register", await phone.create(options))
    expect(rows).toHaveLength(2)
    for (const device of [laptop, phone]) {
      const another = new Browser(config)
      await signIn(another, device)
      expect(await whoIs(another)).toBe("ada@example.com")
    }
    for (const twist of [{ signature: flip }, { origin: "https://evil.example" }, { counter: 1 }]) {
      const another = new Browser(config)
      expect(errorOf(await signIn(another, laptop, twist))).toBe("WebAuthnVerificationError")
      expect(await another.session()).toBeNull()
    }
  })
})

describe("a passkey", () => {
  it("of a second device is added by whoever is signed in, and each lets in; a removed one does not", async () => {
    const { config, adapter, rows } = site()
    const [laptop, phone] = [new SoftwareAuthenticator(), new SoftwareAuthenticator()]
    const browser = new Browser(config)
    await register(browser, laptop, "ada@example.com")
    const options = await ask(browser, "register")
    expect(options.excludeCredentials).toHaveLength(1)
    await expect(laptop.create(options)).rejects.toThrow("InvalidStateError")
    const added = await reply(browser, "register", await phone.create(options))
    expect(locationOf(added).href).toBe("https://app.example/in")
    expect(new Set(rows.map(({ userId }) => userId)).size).toBe(1)
    for (const device of [laptop, phone]) {
      const another = new Browser(config)
      await signIn(another, device)
      expect(await whoIs(another)).toBe("ada@example.com")
    }
    const { userId } = rows[0]!
    await adapter.deleteUser(userId)
    const gone = new Browser(config)
    expect(errorOf(await signIn(gone, phone))).toBe("WebAuthnVerificationError")
    expect(await gone.session()).toBeNull()
  })

  it("is for the user it belongs to: another one who is signed in is not switched", async () => {
    const { config } = site()
    const [ada, bob] = [new SoftwareAuthenticator(), new SoftwareAuthenticator()]
    await register(new Browser(config), ada, "ada@example.com")
    const browser = new Browser(config)
    await register(browser, bob, "bob@example.com")
    const options = await ask(browser, "authenticate")
    expect(options.allowCredentials).toHaveLength(1)
    const data = await ada.get({ ...options, allowCredentials: [] })
    expect(errorOf(await reply(browser, "authenticate", data))).toBe("WebAuthnVerificationError")
    expect(await whoIs(browser)).toBe("bob@example.com")
  })

  it("cannot be claimed by a second user", async () => {
    const { config, rows } = site()
    const device = new SoftwareAuthenticator()
    await register(new Browser(config), device, "ada@example.com")
    const mallory = new Browser(config)
    const options = await ask(mallory, "register", { email: "mallory@example.com" })
    // The same id under another key.
    const spare = new SoftwareAuthenticator()
    const id = device.held[0]!.id
    const data = await withRandom(id, () => spare.create(options))
    expect(errorOf(await reply(mallory, "register", data))).toBe("AccountNotLinked")
    expect(rows).toHaveLength(1)
  })

  it("does not register an address that somebody has", async () => {
    const { config, rows, adapter } = site()
    await register(new Browser(config), new SoftwareAuthenticator(), "ada@example.com")
    const mallory = new Browser(config)
    const refused = await register(mallory, new SoftwareAuthenticator(), "ADA@example.com")
    expect(errorOf(refused)).toBe("AccountNotLinked")
    expect(locationOf(refused).pathname).toBe("/auth/signin")
    expect(await mallory.session()).toBeNull()
    expect(rows).toHaveLength(1)
    expect(await adapter.listAuthenticatorsByUserId(rows[0]!.userId)).toHaveLength(1)
  })

  it("WA-A1: whoever a handle names, its credential's owner is let in", async () => {
    const { config } = site()
    const [ada, eve] = [new SoftwareAuthenticator(), new SoftwareAuthenticator()]
    await register(new Browser(config), ada, "ada@example.com")
    await register(new Browser(config), eve, "eve@example.com")
    const browser = new Browser(config)
    const { userHandle } = ada.held[0]!
    await signIn(browser, eve, { userHandle })
    expect(await whoIs(browser)).toBe("eve@example.com")
  })

  it("ASVS-7.4.3: a passkey that is added ends the other sessions, if that is wanted", async () => {
    const session = {
      strategy: "jwt",
      revocable: { store: memoryRevocations() },
      endOthersOnChange: true,
    } as const
    const { config } = site({}, { session })
    const device = new SoftwareAuthenticator()
    const [mine, other] = [new Browser(config), new Browser(config)]
    await register(mine, device, "ada@example.com")
    await signIn(other, device)
    expect(await whoIs(other)).toBe("ada@example.com")
    await register(mine, new SoftwareAuthenticator())
    expect(await whoIs(mine)).toBe("ada@example.com")
    expect(await whoIs(other)).toBeUndefined()
  })

  it("WA-R15: a user handle is random, and has nothing of the person in it", async () => {
    const { config } = site({}, { throttle: false })
    const handles: Buffer[] = []
    for (let n = 0; n < 600; n++) {
      const email = `ada${n % 2}@example.com`
      const { user } = await ask(new Browser(config), "register", { email })
      handles.push(Buffer.from(user.id, "base64url"))
    }
    expect(new Set(handles.map((one) => one.toString("hex"))).size).toBe(600)
    expect([...new Set(handles.map(({ length }) => length))]).toEqual([48])
    // Each of 384 bits is set in half of them: by chance further off than nine deviations in one run of 10^16.
    for (let bit = 0; bit < 384; bit++) {
      const set = handles.filter((one) => (one[bit >> 3]! >> (bit & 7)) & 1).length
      expect(Math.abs(set - 300), `bit ${bit}`).toBeLessThan(9 * Math.sqrt(150))
    }
  })

  it("is asked for by options that look alike for everyone", async () => {
    const { config } = site()
    await register(new Browser(config), new SoftwareAuthenticator(), "ada@example.com")
    for (const action of ["authenticate", "register"] as const) {
      const shapes = await Promise.all(
        ["ada@example.com", "eve@example.com"].map(async (email) => {
          const browser = new Browser(config)
          const options = await ask(browser, action, { email })
          const text = JSON.stringify({
            ...options,
            challenge: "",
            user: { ...("user" in options ? options.user : {}), id: "" },
          })
          const sizes = [...browser.cookies.values()].map(({ value }) => value.length)
          return [text.replaceAll(email, "x"), sizes]
        }),
      )
      expect(shapes[0]).toEqual(shapes[1])
    }
  })

  it.each([
    ["v5 door", v5],
    ["v4 door", v4],
  ] as const)(
    "EN-1: without an action, where nobody is to be told, through the %s: every address looks alike",
    async (_, door) => {
      const { config } = site({ listCredentials: false })
      await register(new Browser(config, { door }), new SoftwareAuthenticator(), "ada@example.com")
      const answers = await Promise.all(
        ["ada@example.com", "eve@example.com"].map(async (email) => {
          const browser = new Browser(config, { door })
          const response = await browser.get(`/webauthn-options/passkey?email=${email}`)
          const { action, options } = (await response.json()) as {
            action: string
            options: AuthenticationOptionsJSON
          }
          const sizes = [...browser.cookies.values()].map(({ value }) => value.length)
          return { status: response.status, action, options: { ...options, challenge: "" }, sizes }
        }),
      )
      expect(answers[0]).toEqual(answers[1])
      expect(answers[0]!.action).toBe("authenticate")
    },
  )

  it.each([
    ["latchkey", own, "authenticate"],
    ["the v5 door", v5, "register"],
  ] as const)("without an action, an address that nobody has: %s", async (_, door, expected) => {
    const { config } = site()
    const actionOf = async (query: string, browser = new Browser(config, { door })) => {
      const response = await browser.get(`/webauthn-options/passkey${query}`)
      return [response.status, (await response.json()) as object] as const
    }
    expect(await actionOf("?email=ada@example.com")).toMatchObject([200, { action: expected }])
    const browser = new Browser(config, { door })
    await register(browser, new SoftwareAuthenticator(), "ada@example.com")
    expect(await actionOf("?email=ADA@example.com")).toMatchObject([
      200,
      { action: "authenticate", options: { allowCredentials: [] } },
    ])
    expect(await actionOf("")).toMatchObject([200, { action: "authenticate" }])
    // Someone who is signed in may want either.
    expect(await actionOf("", browser)).toEqual([400, { error: "Invalid request" }])
  })

  it("is listed by address where the application wants that", async () => {
    const { config } = site({ listCredentials: true })
    await register(new Browser(config), new SoftwareAuthenticator(), "ada@example.com")
    const known = await ask(new Browser(config), "authenticate", { email: "ada@example.com" })
    expect(known.allowCredentials).toHaveLength(1)
    const unknown = await ask(new Browser(config), "authenticate", { email: "eve@example.com" })
    expect(unknown.allowCredentials).toEqual([])
  })

  it("signs in with database sessions too", async () => {
    const { config } = site({}, { session: { strategy: "database" } })
    const device = new SoftwareAuthenticator()
    await register(new Browser(config), device, "ada@example.com")
    const browser = new Browser(config)
    await signIn(browser, device)
    expect(await whoIs(browser)).toBe("ada@example.com")
  })

  it("asks the signIn callback before anything is stored", async () => {
    const asked: string[] = []
    const { config, adapter, rows } = site(
      {},
      {
        callbacks: {
          signIn: ({ account }) => {
            asked.push(String(account?.type))
            return false
          },
        },
      },
    )
    const refused = await register(
      new Browser(config),
      new SoftwareAuthenticator(),
      "ada@example.com",
    )
    expect(errorOf(refused)).toBe("AccessDenied")
    expect(asked).toEqual(["webauthn"])
    expect(rows).toEqual([])
    expect(await adapter.getUserByEmail("ada@example.com")).toBeNull()
  })

  it("leaves nothing behind where the last write fails", async () => {
    const { config, adapter } = site()
    const broken = (inner: Adapter): Adapter => ({
      ...inner,
      createAuthenticator: () => Promise.reject(new Error("disk full")),
    })
    const failing = {
      ...config,
      adapter: {
        ...broken(adapter),
        transaction: (work: (within: Adapter) => Promise<never>) =>
          adapter.transaction((within) => work(broken(within))),
      } as Adapter,
    }
    const refused = await register(
      new Browser(failing),
      new SoftwareAuthenticator(),
      "ada@example.com",
    )
    expect(errorOf(refused)).toBe("Unavailable")
    expect(await adapter.getUserByEmail("ada@example.com")).toBeNull()
    // And so the address is still free.
    const browser = new Browser(config)
    await register(browser, new SoftwareAuthenticator(), "ada@example.com")
    expect(await whoIs(browser)).toBe("ada@example.com")
  })
})

/** The next credential gets this id. */
async function withRandom<T>(id: Uint8Array, work: () => Promise<T>): Promise<T> {
  const { webcrypto } = await import("node:crypto")
  const real = webcrypto.getRandomValues
  webcrypto.getRandomValues = ((into: Uint8Array) => {
    into.set(id.subarray(0, into.length))
    return into
  }) as never
  try {
    return await work()
  } finally {
    webcrypto.getRandomValues = real
  }
}

const flip = (bytes: Uint8Array): Uint8Array => {
  const copy = Uint8Array.from(bytes)
  copy[copy.length - 1]! ^= 1
  return copy
}

/** One step of WebAuthn Level 3 §7.1 and §7.2 broken at a time. */
const twists: Record<string, Twist> = {
  "another origin": { origin: "https://app.example.evil" },
  "plain http": { origin: "http://app.example" },
  "another port": { origin: "https://app.example:8443" },
  "a trailing dot": { origin: "https://app.example." },
  "an opaque origin": { origin: "null" },
  "another relying party": { rpId: "evil.example" },
  "another challenge": { challenge: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
  "the other ceremony": { type: "payment.get" },
  "a frame of another site": { crossOrigin: true },
  "no user present": { userPresent: false },
  "no user verified": { userVerified: false },
  "backed up but not eligible": { eligible: false, backedUp: true },
  "an id that is not the raw id": { rawId: "AAAA" },
  "an id with stray bits": { id: "AB", rawId: "AB" },
  "an empty id": { id: "", rawId: "" },
  "an id that the authenticator did not sign": { id: "AAAA", rawId: "AAAA" },
  "client data that is no object": { clientData: () => "[]" },
}

describe("what is not accepted", () => {
  it.each(Object.entries(twists))("at registration: %s", async (_, twist) => {
    const { config, rows } = site()
    const browser = new Browser(config)
    const refused = await register(browser, new SoftwareAuthenticator(), "ada@example.com", twist)
    expect(errorOf(refused)).toBe("WebAuthnVerificationError")
    expect(rows).toEqual([])
    expect(await browser.session()).toBeNull()
  })

  it.each([
    ...Object.entries(twists),
    ["a signature of other bytes", { signature: flip }],
    ["another kind of passkey", { eligible: false, backedUp: false }],
    ["a counter that stays", { counter: 1 }],
    ["a counter that goes back to nothing", { counter: 0 }],
  ] as [string, Twist][])("at sign-in: %s", async (_, twist) => {
    const { config } = site()
    const device = new SoftwareAuthenticator()
    await register(new Browser(config), device, "ada@example.com")
    const browser = new Browser(config)
    const refused = await signIn(browser, device, twist)
    expect(errorOf(refused)).toBe("WebAuthnVerificationError")
    expect(await browser.session()).toBeNull()
    expect(browser.names().filter((name) => name.includes("challenge"))).toEqual([])
  })

  it("a clone: its counter is behind, and the log says so", async () => {
    const { config, log, rows } = site()
    const device = new SoftwareAuthenticator()
    await register(new Browser(config), device, "ada@example.com")
    await signIn(new Browser(config), device)
    await signIn(new Browser(config), device, { counter: 2 })
    expect(log.filter((line) => line.startsWith("warn passkey-counter"))).toEqual([
      expect.stringContaining(`"stored":2,"said":2`),
    ])
    expect(log.join()).toContain(rows[0]!.credentialID)
  })

  it("of fifty uses of one counter value, one", async () => {
    const { config } = site()
    const device = new SoftwareAuthenticator()
    await register(new Browser(config), device, "ada@example.com")
    const let_in = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const browser = new Browser(config)
        await signIn(browser, device, { counter: 7 })
        return (await browser.session()) !== null
      }),
    )
    expect(let_in.filter(Boolean)).toHaveLength(1)
  })

  it("an answer that was accepted once, from a browser that kept the cookie; in fifty tries at once, one", async () => {
    const { config } = site()
    const device = new SoftwareAuthenticator({ counts: false })
    await register(new Browser(config), device, "ada@example.com")
    const browser = new Browser(config)
    const data = await device.get(await ask(browser, "authenticate"))
    await browser.csrfToken()
    const copies = Array.from({ length: 50 }, () => {
      const copy = new Browser(config)
      copy.cookies = new Map(browser.cookies)
      return copy
    })
    await Promise.all(copies.map((copy) => reply(copy, "authenticate", data)))
    const sessions = await Promise.all(copies.map((copy) => copy.session()))
    expect(sessions.filter((session) => session !== null)).toHaveLength(1)
    expect(errorOf(await reply(copies[0]!, "authenticate", data))).toBe("WebAuthnVerificationError")
  })

  it("a challenge of the other action, of another provider, or none", async () => {
    const { config } = site(
      {},
      {
        providers: [Passkey(), Passkey({ id: "other", enableConditionalUI: false })],
      },
    )
    const device = new SoftwareAuthenticator({ counts: false })
    await register(new Browser(config), device, "ada@example.com")
    const browser = new Browser(config)
    const data = await device.get(await ask(browser, "authenticate"))
    const elsewhere = new Browser(config)
    elsewhere.cookies = new Map(browser.cookies)
    const other = await elsewhere.post("/callback/other", { action: "authenticate", data })
    expect(errorOf(other)).toBe("WebAuthnVerificationError")
    const wrong = new Browser(config)
    wrong.cookies = new Map(browser.cookies)
    expect(errorOf(await reply(wrong, "register", data))).toBe("WebAuthnVerificationError")
    expect(errorOf(await reply(new Browser(config), "authenticate", data))).toBe(
      "WebAuthnVerificationError",
    )
    await reply(browser, "authenticate", data)
    expect(await whoIs(browser)).toBe("ada@example.com")
  })

  it("a registration that was begun while someone else was signed in", async () => {
    const { config, rows } = site()
    const browser = new Browser(config)
    await register(browser, new SoftwareAuthenticator(), "ada@example.com")
    const device = new SoftwareAuthenticator()
    const data = await device.create(await ask(browser, "register"))
    for (const name of browser.names()) if (name.includes("session")) browser.cookies.delete(name)
    expect(errorOf(await reply(browser, "register", data))).toBe("WebAuthnVerificationError")
    expect(rows).toHaveLength(1)
  })

  it.each([
    undefined,
    "",
    "null",
    "[]",
    "{}",
    "{",
    '{"id":"AAAA"}',
    '{"id":"AAAA","rawId":"AAAA","type":"public-key"}',
    "x".repeat(70_000),
  ])("garbage: %.30s", async (data) => {
    const { config } = site()
    for (const action of ["register", "authenticate", "", undefined]) {
      const browser = new Browser(config)
      await ask(browser, action === "register" ? "register" : "authenticate", {
        email: "a@b.example",
      })
      const fields = {
        ...(data === undefined ? {} : { data }),
        ...(action === undefined ? {} : { action }),
      }
      const refused = await browser.post("/callback/passkey", fields)
      expect(errorOf(refused)).toBe("WebAuthnVerificationError")
    }
  })

  it("an action that is none, and a form without an address", async () => {
    const browser = new Browser(site().config)
    const none = await browser.get("/webauthn-options/passkey?action=delete")
    expect([none.status, await none.json()]).toEqual([400, { error: "Invalid action" }])
    const empty = await browser.get("/webauthn-options/passkey?action=register&email=nobody")
    expect([empty.status, await empty.json()]).toEqual([400, { error: "Invalid request" }])
    expect((await browser.get("/webauthn-options/github")).status).toBe(404)
    expect((await browser.get("/callback/passkey")).status).toBe(302)
  })
})

/** Two browsers in one: what the first was asked is answered with the cookies of the second. */
function carry(from: Browser, to: Browser): void {
  for (const [name, kept] of from.cookies)
    if (name.includes("challenge")) to.cookies.set(name, kept)
}

describe("what is bound together", () => {
  it("a challenge to register signs nobody in", async () => {
    const { config } = site()
    const device = new SoftwareAuthenticator()
    await register(new Browser(config), device, "ada@example.com")
    const browser = new Browser(config)
    const { challenge } = await ask(browser, "register", { email: "eve@example.com" })
    const data = await device.get({ challenge, rpId: "app.example" })
    expect(errorOf(await reply(browser, "authenticate", data))).toBe("WebAuthnVerificationError")
    expect(await browser.session()).toBeNull()
  })

  it("a registration begun by one user is not finished by another", async () => {
    const { config, rows } = site()
    const [ada, bob] = [new Browser(config), new Browser(config)]
    await register(ada, new SoftwareAuthenticator(), "ada@example.com")
    await register(bob, new SoftwareAuthenticator(), "bob@example.com")
    const data = await new SoftwareAuthenticator().create(await ask(ada, "register"))
    carry(ada, bob)
    expect(errorOf(await reply(bob, "register", data))).toBe("WebAuthnVerificationError")
    expect(rows).toHaveLength(2)
  })

  it("a passkey does not take over the session of another user", async () => {
    const { config } = site()
    const device = new SoftwareAuthenticator()
    const [stranger, bob] = [new Browser(config), new Browser(config)]
    await register(new Browser(config), device, "ada@example.com")
    await register(bob, new SoftwareAuthenticator(), "bob@example.com")
    const data = await device.get(await ask(stranger, "authenticate"))
    carry(stranger, bob)
    expect(errorOf(await reply(bob, "authenticate", data))).toBe("AccountNotLinked")
    expect(await whoIs(bob)).toBe("bob@example.com")
  })

  it("a passkey whose account is another user's lets nobody in", async () => {
    const { config, adapter } = site()
    const device = new SoftwareAuthenticator()
    await register(new Browser(config), device, "ada@example.com")
    const bob = await adapter.createUser({
      id: "bob",
      email: "bob@example.com",
      emailVerified: null,
    })
    const torn: Adapter = {
      ...adapter,
      getAccount: async (id, provider) => {
        const account = await adapter.getAccount(id, provider)
        return account && { ...account, userId: bob.id }
      },
    }
    const browser = new Browser({ ...config, adapter: torn })
    expect(errorOf(await signIn(browser, device))).toBe("WebAuthnVerificationError")
    expect(await browser.session()).toBeNull()
  })

  it("of two who register one address at a time, one gets it", async () => {
    const { config, rows, log } = site()
    const [first, second] = [new Browser(config), new Browser(config)]
    const options = await Promise.all(
      [first, second].map((one) => ask(one, "register", { email: "ada@example.com" })),
    )
    const answers = await Promise.all(options.map((one) => new SoftwareAuthenticator().create(one)))
    await reply(first, "register", answers[0]!)
    expect(errorOf(await reply(second, "register", answers[1]!))).toBe("AccountNotLinked")
    expect(rows).toHaveLength(1)
    expect(log.join()).not.toContain("AdapterError")
  })

  it("whoever the application knows by another name is not registered anew", async () => {
    const { config, rows } = site({
      getUserInfo: async () => ({ user: { id: "7", email: "ada@example.com" }, exists: true }),
    })
    const browser = new Browser(config)
    expect(errorOf(await register(browser, new SoftwareAuthenticator()))).toBe("AccountNotLinked")
    expect(rows).toEqual([])
  })

  it("a registration is not repeated, even when its passkey is gone again", async () => {
    const { config, adapter, rows } = site()
    const device = new SoftwareAuthenticator()
    const browser = new Browser(config)
    const data = await device.create(await ask(browser, "register", { email: "ada@example.com" }))
    const copy = new Browser(config)
    copy.cookies = new Map(browser.cookies)
    await reply(browser, "register", data)
    await adapter.deleteUser(rows[0]!.userId)
    expect(errorOf(await reply(copy, "register", data))).toBe("WebAuthnVerificationError")
    expect(await adapter.getUserByEmail("ada@example.com")).toBeNull()
  })

  it.each(["of this process, where the adapter has no counters", "of another process"])(
    "an answer is not repeated: %s",
    async (where) => {
      const { config, adapter } = site()
      const { increment: _, ...plain } = adapter
      const isHere = where.startsWith("of this")
      const used = isHere ? { ...config, adapter: plain as Adapter } : config
      const device = new SoftwareAuthenticator({ counts: false })
      await register(new Browser(used), device, "ada@example.com")
      const browser = new Browser(used)
      const data = await device.get(await ask(browser, "authenticate"))
      const copy = new Browser(used)
      copy.cookies = new Map(browser.cookies)
      await reply(browser, "authenticate", data)
      expect(await whoIs(browser)).toBe("ada@example.com")
      // What another process would know: nothing.
      if (!isHere) sharedMemo("used-challenges", () => new BoundedMap<string, number>(1)).clear()
      expect(errorOf(await reply(copy, "authenticate", data))).toBe("WebAuthnVerificationError")
      expect(await copy.session()).toBeNull()
    },
  )
})

describe("a challenge", () => {
  const NEW = "another-secret-of-more-than-32-characters!"

  it("from before a rotation is still good, and one under a key that is gone is not", async () => {
    const { config } = site()
    const device = new SoftwareAuthenticator()
    await register(new Browser(config), device, "ada@example.com")
    const browser = new Browser(config)
    const data = await device.get(await ask(browser, "authenticate"))
    browser.config = { ...browser.config, secret: [NEW] }
    expect(errorOf(await reply(browser, "authenticate", data))).toBe("WebAuthnVerificationError")
    // The instance that doesn't know the key leaves the cookie to one that does.
    browser.config = { ...browser.config, secret: [NEW, SECRET] }
    await reply(browser, "authenticate", data)
    expect(await whoIs(browser)).toBe("ada@example.com")
  })

  it("ends when the browser was told it would", async () => {
    const { config } = site()
    const browser = new Browser(config)
    const response = await browser.get("/webauthn-options/passkey")
    expect(response.headers.getSetCookie().join()).toMatch(/challenge=.*Max-Age=300/)
  })
})

describe("a site that is not set up", () => {
  const ask = async (config: Partial<AuthConfig>, door = own): Promise<[number, unknown]> => {
    const response = await new Browser(config, { door }).get("/webauthn-options/passkey")
    return [response.status, await response.json()]
  }

  it.each([
    ["ExperimentalFeatureNotEnabled", { experimental: {} }, v5],
    ["DuplicateConditionalUI", { providers: [Passkey(), Passkey({ id: "second" })] }, own],
    ["MissingWebAuthnAutocomplete", { providers: [Passkey({ formFields: { email: {} } })] }, own],
    ["MissingAdapter", { adapter: undefined as never }, own],
    ["MissingAdapterMethods", { adapter: { getUser: () => null } as Adapter }, own],
  ] as [string, Partial<AuthConfig>, typeof own][])(
    "says %s in the log, and nothing to the browser",
    async (type, more, door) => {
      const { config, log } = site({}, more)
      const [status, body] = await ask(config, door)
      expect(status).toBe(500)
      expect(JSON.stringify(body)).not.toContain(type)
      expect(log.join()).toContain(type)
    },
  )
})
