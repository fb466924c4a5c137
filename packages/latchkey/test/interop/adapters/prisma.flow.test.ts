/** Whole flows over our Prisma adapter, on a database that is killed, and one that only reads. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import pg from "pg"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { PrismaAdapter, type PrismaClientLike } from "../../../src/adapters/prisma.ts"
import type { AuthConfig } from "../../../src/config/auth-config.ts"
import type { Adapter } from "../../../src/contracts/adapter.ts"
import type { EmailConfig } from "../../../src/contracts/provider.ts"
import { revokeSessions } from "../../../src/core/sessions.ts"
import OIDC from "../../../src/providers/oidc.ts"
import { Browser, locationOf, own } from "../../support/browser.ts"
import { type Issuer, startIssuer } from "../../support/issuer.ts"
import { canStart, PrivateServer } from "../../support/private-server.ts"
import { folder } from "./subjects.ts"

const SLOW = { timeout: 120_000 }

interface Opened {
  readonly client: PrismaClientLike
  readonly run: (sql: string) => Promise<unknown>
  readonly close: () => Promise<void>
}
interface Place {
  readonly id: string
  readonly needs: readonly ("postgres" | "mysql")[]
  open(places: object): Promise<Opened>
}
const { places } = (await import(/* @vite-ignore */ join(folder, "clients-of-prisma.ts"))) as {
  places: readonly Place[]
}

const files = mkdtempSync(join(tmpdir(), "latchkey-prisma-flow-"))
let issuer: Issuer
beforeAll(async () => {
  const redirect_uris = ["https://app.example/auth/callback/local"]
  issuer = await startIssuer({ client: { client_id: "app", client_secret: "s", redirect_uris } })
})
afterAll(async () => {
  await issuer.close()
  rmSync(files, { recursive: true, force: true })
})

for (const place of places) {
  const [kind] = place.needs
  describe.skipIf(kind && !canStart(kind))(place.id, () => {
    const server = kind && new PrivateServer(kind)
    let opened: Opened
    beforeAll(async () => {
      await server?.start()
      opened = await place.open({ folder: files, ...(kind && { [kind]: server!.url }) })
    }, SLOW.timeout)
    afterAll(async () => {
      await opened?.close().catch(() => {})
      await server?.remove()
    }, SLOW.timeout)

    const urls: string[] = []
    const application = (
      session: AuthConfig["session"],
      errors: Error[] = [],
    ): Partial<AuthConfig> => {
      const email: EmailConfig = {
        id: "email",
        name: "E-mail",
        type: "email",
        sendVerificationRequest: ({ url }) => void urls.push(url),
      }
      const local = OIDC({
        id: "local",
        issuer: issuer.url,
        clientId: "app",
        clientSecret: "s",
      } as never)
      const logger = {
        error: (error: Error) => void errors.push(error),
        warn: () => {},
        info: () => {},
      }
      return {
        adapter: PrismaAdapter(opened.client),
        providers: [email, local],
        logger,
        ...(session && { session }),
      }
    }
    const byMail = async (config: Partial<AuthConfig>, email: string): Promise<Browser> => {
      const browser = new Browser(config)
      await browser.post("/signin/email", { email })
      await browser.get(urls.at(-1)!)
      expect(await browser.session()).toMatchObject({ user: { email } })
      return browser
    }
    const copyOf = (browser: Browser): Browser => {
      const copy = new Browser(browser.config)
      copy.cookies = new Map(browser.cookies)
      return copy
    }

    it(
      "a mailed link and a provider sign in by sessions in the store, which end",
      SLOW,
      async () => {
        const errors: Error[] = []
        const config = application({ strategy: "database" }, errors)
        const browser = await byMail(config, "ada@example.com")
        const copy = copyOf(browser)
        await browser.post("/signout")
        expect(await copy.session()).toBeNull()
        const ids = []
        for (const again of [new Browser(config), new Browser(config)]) {
          const start = await again.post("/signin/local", { callbackUrl: "/in" })
          const { params } = await issuer.walk(locationOf(start).href, "cy")
          await again.get(`/callback/local?${params}`)
          ids.push(((await again.session()) as { user: { id: string } }).user.id)
        }
        expect(ids[1]).toBe(ids[0])
        const adapter = config.adapter as Required<Adapter>
        expect(await adapter.listSessionsByUserId(ids[0]!)).toHaveLength(2)
        await adapter.deleteUser(ids[0]!)
        expect(await adapter.listAccountsByUserId(ids[0]!)).toEqual([])
        expect(errors).toEqual([])
      },
    )

    it("a session in a cookie is revoked by the store", SLOW, async () => {
      const errors: Error[] = []
      const config = application({ strategy: "jwt", revocable: true }, errors)
      const browser = await byMail(config, "bea@example.com")
      const copy = copyOf(browser)
      const { id } = (await config.adapter!.getUserByEmail!("bea@example.com"))!
      await revokeSessions(browser.config, own, { user: id })
      expect(await copy.session()).toBeNull()
      expect(errors).toEqual([])
    })

    // SQLite has no server.
    it.each(kind ? [kind] : [])(
      "killed in the middle: 503, and all goes on when it is back",
      SLOW,
      async () => {
        const config = application({ strategy: "database" })
        const browser = await byMail(config, "cleo@example.com")
        const under = Array.from({ length: 10 }, () => copyOf(browser).get("/session"))
        await server!.kill()
        for (const answer of await Promise.all(under)) {
          expect([200, 503]).toContain(answer.status)
          if (answer.status === 200)
            expect(await answer.json()).toMatchObject({ user: { email: "cleo@example.com" } })
        }
        const answer = await browser.get("/session")
        expect(answer.status).toBe(503)
        expect(answer.headers.get("retry-after")).toBe("5")
        expect(answer.headers.getSetCookie()).toEqual([])
        await server!.start()
        await vi.waitFor(
          async () =>
            expect(await browser.session()).toMatchObject({ user: { email: "cleo@example.com" } }),
          { timeout: 60_000, interval: 500 },
        )
        await byMail(config, "dora@example.com")
      },
    )

    it.each(kind === "postgres" ? [kind] : [])(
      "one that only reads: sessions are read, and nothing begins",
      SLOW,
      async () => {
        const config = application({ strategy: "database" })
        const browser = await byMail(config, "eva@example.com")
        const mailed = urls.length
        const side = new pg.Client({ connectionString: server!.url })
        await side.connect()
        const readOnly = async (word: "on" | "off"): Promise<void> => {
          await side.query("set default_transaction_read_only = off")
          await side.query(`alter system set default_transaction_read_only = ${word}`)
          await side.query("select pg_reload_conf()")
          await new Promise((resolve) => setTimeout(resolve, 500))
        }
        await readOnly("on")
        try {
          expect(await browser.session()).toMatchObject({ user: { email: "eva@example.com" } })
          const start = await new Browser(config).post("/signin/email", {
            email: "eva@example.com",
          })
          expect(locationOf(start).searchParams.get("error")).toBe("Unavailable")
          expect(urls).toHaveLength(mailed)
          const sliding = copyOf(browser)
          sliding.config = { ...sliding.config, session: { strategy: "database", updateAge: 0 } }
          const answer = await sliding.get("/session")
          expect(answer.status).toBe(503)
          expect(answer.headers.getSetCookie()).toEqual([])
        } finally {
          await readOnly("off")
          await side.end()
        }
        await byMail(config, "fay@example.com")
      },
    )
  })
}
