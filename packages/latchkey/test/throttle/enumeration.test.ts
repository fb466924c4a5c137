/** Nobody learns who has an account: not by what is answered, nor by how much is done for it. */
import { beforeEach, describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Adapter, AdapterUser } from "../../src/contracts/adapter.ts"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import Passkey from "../../src/providers/passkey.ts"
import { forgetCounts, repeat, site, Visitor } from "./site.ts"

beforeEach(() => forgetCounts())

/** All of one length, so that answers that repeat what was typed are as long. */
const people = {
  absent: "ab@example.com",
  deleted: "de@example.com",
  verified: "ve@example.com",
  unverified: "un@example.com",
  "of a provider only": "pr@example.com",
  "with a passkey only": "pa@example.com",
} as const
type Person = keyof typeof people

/** What was done: methods of the adapter, mails, hashes. */
type Work = string[]

interface Place {
  readonly config: Partial<AuthConfig>
  readonly work: Work
}

async function place(): Promise<Place> {
  const adapter = MemoryAdapter()
  await populate(adapter)
  const work: Work = []
  const credentials: CredentialsConfig = {
    id: "credentials",
    name: "Password",
    type: "credentials",
    credentials: { email: {}, password: { type: "password" } },
    async authorize({ email }) {
      // As the documentation asks for it: one hash, whoever it is.
      const user = await watched.getUserByEmail!(String(email))
      work.push("hash")
      return user && email === "right" ? user : null
    },
  }
  const watched = watch(adapter, work)
  const { config } = site()
  const [, email] = config.providers!
  const mail = {
    ...(email as object),
    sendVerificationRequest: () => void work.push("mail"),
  }
  return {
    work,
    config: {
      ...config,
      adapter: watched,
      providers: [credentials, mail as never, Passkey()],
    },
  }
}

function watch(adapter: Adapter, work: Work): Adapter {
  return new Proxy(adapter, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== "function") return method
      return (...args: unknown[]) => {
        work.push(String(name))
        return (method as (...given: unknown[]) => unknown).apply(target, args)
      }
    },
  })
}

async function populate(adapter: ReturnType<typeof MemoryAdapter>): Promise<void> {
  for (const [state, email] of Object.entries(people)) {
    if (state === "absent") continue
    const emailVerified = state === "verified" ? new Date(0) : null
    const user = { id: `id-${state}`, name: "Ada Lovelace", email, emailVerified } as AdapterUser
    await adapter.createUser(user)
    if (state === "deleted") await adapter.deleteUser(user.id)
    const account = { userId: user.id, provider: "acme", providerAccountId: state }
    if (state === "of a provider only") await adapter.linkAccount({ ...account, type: "oidc" })
    if (state !== "with a passkey only") continue
    await adapter.linkAccount({ ...account, provider: "passkey", type: "webauthn" })
    await adapter.createAuthenticator({
      credentialID: "AAAA",
      providerAccountId: state,
      userId: user.id,
      credentialPublicKey: "BBBB",
      counter: 0,
      credentialDeviceType: "singleDevice",
      credentialBackedUp: false,
      transports: null,
    })
  }
}

const json = { "x-auth-return-redirect": "1" }
const wrong = "x".repeat(43)

/** Each way to ask us something about an address. */
const flows: Readonly<Record<string, (visitor: Visitor, email: string) => Promise<Response>>> = {
  "a link by mail": (visitor, email) => visitor.post("/signin/email", { email }),
  "a link by mail, as JSON": (visitor, email) => visitor.post("/signin/email", { email }, json),
  "a link by mail, in another spelling": (visitor, email) =>
    visitor.post("/signin/email", { email: ` ${email.toUpperCase()}` }),
  "a link by mail, too often": async (visitor, email) => {
    await repeat(5, () => visitor.post("/signin/email", { email }))
    return visitor.post("/signin/email", { email }, json)
  },
  "a wrong link, opened": (visitor, email) =>
    visitor.get(`/callback/email?${new URLSearchParams({ token: wrong, email })}`),
  "a wrong link, confirmed": (visitor, email) =>
    visitor.post("/callback/email", { token: wrong, email }),
  "a wrong link, too often": async (visitor, email) => {
    await repeat(10, () => visitor.post("/callback/email", { token: wrong, email }))
    return visitor.post("/callback/email", { token: wrong, email }, json)
  },
  "a wrong password": (visitor, email) =>
    visitor.post("/callback/credentials", { email, password: "wrong" }),
  "a wrong password, as JSON": (visitor, email) =>
    visitor.post("/callback/credentials", { email, password: "wrong" }, json),
  "a wrong password, too often": async (visitor, email) => {
    const fields = { email, password: "wrong" }
    await repeat(5, () => visitor.post("/callback/credentials", fields))
    return visitor.post("/callback/credentials", fields, json)
  },
  "options of a passkey": (visitor, email) =>
    visitor.get(`/webauthn-options/passkey?${new URLSearchParams({ email })}`),
  "options of a passkey, to sign in": (visitor, email) =>
    visitor.get(
      `/webauthn-options/passkey?${new URLSearchParams({ action: "authenticate", email })}`,
    ),
  "options of a passkey, to register": (visitor, email) =>
    visitor.get(`/webauthn-options/passkey?${new URLSearchParams({ action: "register", email })}`),
  "the page, with the address": (visitor, email) =>
    visitor.get(`/signin?${new URLSearchParams({ email })}`),
}

/** An answer with what is random, and what was typed, taken out. Lengths stay. */
async function seen(response: Response, email: string): Promise<Record<string, unknown>> {
  const plain = (text: string): string =>
    text
      .replaceAll(email, "<email>")
      .replaceAll(encodeURIComponent(email), "<email>")
      .replaceAll(/[\w-]{16,}/g, (random) => `<${random.length}>`)
      .replaceAll(/(?<=[Ee]xpires=)[^;]+/g, "<date>")
      .replaceAll(/(retry-after: )\d+/g, "$1<seconds>")
  const headers = [...response.headers].map(([name, value]) => plain(`${name}: ${value}`))
  return { status: response.status, headers, body: plain(await response.text()) }
}

async function judged(
  flow: keyof typeof flows,
  person: Person,
): Promise<{ answer: Record<string, unknown>; work: Work }> {
  forgetCounts()
  const { config, work } = await place()
  const visitor = new Visitor({ config })
  await visitor.csrfToken()
  work.length = 0
  const response = await flows[flow]!(visitor, people[person])
  return { answer: await seen(response, people[person]), work }
}

const others = (Object.keys(people) as Person[]).filter((person) => person !== "absent")

describe.each(Object.keys(flows))("%s", (flow) => {
  it("EN-1: an address that nobody has is answered", async () => {
    const { answer } = await judged(flow, "absent")
    expect(answer["status"]).toBeLessThan(500)
    expect(JSON.stringify(answer)).not.toMatch(/Configuration|Unavailable/)
  })

  it.each(others)(
    "EN-1: one of somebody %s gets the same bytes, status and cookies",
    async (person) => {
      const [theirs, nobodys] = [await judged(flow, person), await judged(flow, "absent")]
      expect(theirs.answer).toEqual(nobodys.answer)
    },
  )

  it.each(others)("EN-2: for somebody %s as much is done", async (person) => {
    const [theirs, nobodys] = [await judged(flow, person), await judged(flow, "absent")]
    expect(theirs.work).toEqual(nobodys.work)
  })
})

describe("EN-2: work", () => {
  it("EN-2: a wrong password costs one hash, whoever it is for, and none once there were too many", async () => {
    for (const person of Object.keys(people) as Person[]) {
      const count = (work: Work): number => work.filter((one) => one === "hash").length
      expect(count((await judged("a wrong password", person)).work), person).toBe(1)
      expect(count((await judged("a wrong password, too often", person)).work), person).toBe(5)
    }
  })

  it("EN-3: a mail is sent whoever it is for", async () => {
    for (const person of Object.keys(people) as Person[]) {
      const { work } = await judged("a link by mail", person)
      expect(
        work.filter((one) => one === "mail"),
        person,
      ).toHaveLength(1)
    }
  })
})

describe("EN-5: passkeys", () => {
  it("EN-5: no credential of anybody is listed to somebody who is not signed in", async () => {
    const { config } = await place()
    const visitor = new Visitor({ config })
    const email = people["with a passkey only"]
    const options = flows["options of a passkey, to sign in"]!
    const body = (await (await options(visitor, email)).json()) as {
      options: { allowCredentials?: unknown[] }
    }
    expect(body.options.allowCredentials ?? []).toEqual([])
  })
})

describe("EN-6: limits", () => {
  it.each(["a link by mail, too often", "a wrong link, too often", "a wrong password, too often"])(
    "EN-6: %s: they are reached after as many attempts",
    async (flow) => {
      for (const person of Object.keys(people) as Person[]) {
        const { answer } = await judged(flow, person)
        expect(answer["status"], person).toBe(429)
        expect(answer["body"]).toContain("TooManyAttempts")
      }
    },
  )
})

describe("EN-7: ids", () => {
  it("EN-7: a user's id is random, and no error has one", async () => {
    const on = site()
    const ids = new Set<string>()
    for (let n = 0; n < 3; n++) {
      const visitor = new Visitor(on)
      await visitor.link(`user${n}@example.com`)
      await visitor.get(on.mails.at(-1)!.url)
      const { user } = (await visitor.session()) as { user: { id: string } }
      expect(user.id).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      )
      ids.add(user.id)
    }
    expect(ids.size).toBe(3)
    for (const flow of Object.keys(flows)) {
      const { answer } = await judged(flow, "verified")
      expect(JSON.stringify(answer)).not.toContain("id-verified")
      expect(JSON.stringify(answer)).not.toContain("Lovelace")
    }
  })
})
