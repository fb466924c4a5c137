/** The application of the guides: Drizzle, GitHub, a session callback, the catch-all route; and v4's with Prisma. */
import { createRequire } from "node:module"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { AuthConfig } from "../../../src/config/auth-config.ts"
import type { EmailConfig } from "../../../src/contracts/provider.ts"
import { Browser, locationOf, SECRET, v4 } from "../../support/browser.ts"
import { guideApplication } from "./guide-application.ts"
import { folder, isReachable, open, subjects } from "./subjects.ts"

type Handler = (request: Request, context?: object) => Promise<Response>

describe("M19: the guide's application, unchanged, on the published adapter", () => {
  guideApplication(
    () => import(/* @vite-ignore */ join(folder, "guide/app/api/auth/[...nextauth]/route.ts")),
    async (url) => {
      const { createClient } = createRequire(join(folder, "x.js"))("@libsql/client") as {
        createClient: (options: object) => {
          executeMultiple(sql: string): Promise<void>
          close(): void
        }
      }
      const drizzle = (await import(/* @vite-ignore */ join(folder, "subjects/drizzle.ts"))) as {
        sqliteTables: string
      }
      const client = createClient({ url })
      await client.executeMultiple(drizzle.sqliteTables)
      client.close()
    },
  )
})

const prismaOf4 = subjects.find((subject) => subject.id === "next-auth-prisma")!

describe.skipIf(!isReachable(prismaOf4))("@next-auth/prisma-adapter through the door of 4", () => {
  const urls: string[] = []
  let opened: Awaited<ReturnType<typeof open>>
  let handler: Handler
  beforeAll(async () => {
    opened = await open(prismaOf4)
    const NextAuth = createRequire(join(folder, "x.js"))("next-auth") as (
      options: AuthConfig,
    ) => Handler
    const email: EmailConfig = {
      id: "email",
      name: "E-mail",
      type: "email",
      sendVerificationRequest: ({ url }) => void urls.push(url),
    }
    handler = NextAuth({ adapter: opened.adapter, providers: [email], secret: SECRET })
  })
  afterAll(() => opened?.close())

  it("a mailed link signs in, with a session in the database, and out", async () => {
    const serve = (request: Request): Promise<Response> => {
      const nextauth = new URL(request.url).pathname.split("/").slice(3)
      return handler(request, { params: Promise.resolve({ nextauth }) })
    }
    process.env["NEXTAUTH_URL"] = "https://app.example"
    try {
      const browser = new Browser({}, { door: v4, serve })
      await browser.post("/signin/email", { email: "eve@example.com", callbackUrl: "/in" })
      expect(locationOf(await browser.get(urls[0]!)).href).toBe("https://app.example/in")
      expect(await browser.session()).toMatchObject({ user: { email: "eve@example.com" } })
      const token = browser.cookies.get("__Secure-next-auth.session-token")!.value
      expect(await opened.adapter.getSessionAndUser!(token)).toMatchObject({
        user: { email: "eve@example.com" },
      })
      await browser.post("/signout", { callbackUrl: "/out" })
      expect(await browser.session()).toEqual({})
      expect(await opened.adapter.getSessionAndUser!(token)).toBeNull()
    } finally {
      delete process.env["NEXTAUTH_URL"]
    }
  })
})
