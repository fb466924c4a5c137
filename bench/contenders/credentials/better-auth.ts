import { betterAuth } from "better-auth"
import { memoryAdapter } from "better-auth/adapters/memory"
import type { Contender } from "../../harness/contender.ts"
import { secretsOf } from "../../harness/row.ts"
import { Visitor, whoIs } from "../../signin/jar.ts"

const person = { email: "ada@example.com", password: "right-enough", name: "Ada Lovelace" }

/** E-mail and password, with a hash that is none; its sessions are in memory. One request, since it asks for the origin. */
export const contender: Contender = {
  note: "1.7.7, sessions in memory",
  async prepare() {
    const tables = { user: [], session: [] as unknown[], account: [], verification: [] }
    const auth = betterAuth({
      baseURL: "https://app.example.com",
      secret: secretsOf(1)[0]!,
      database: memoryAdapter(tables),
      emailAndPassword: {
        enabled: true,
        password: { hash: async (text: string) => text, verify: async () => true },
      },
      rateLimit: { enabled: false },
      telemetry: { enabled: false },
      logger: { disabled: true },
    })
    await new Visitor(auth.handler).post("/api/auth/sign-up/email", person, true)
    return async () => {
      // A list of all sign-ins so far would be what is measured.
      tables.session.length = 0
      const visitor = new Visitor(auth.handler)
      await visitor.post("/api/auth/sign-in/email", person, true)
      return visitor
    }
  },
  read: (visitor) => whoIs(visitor as Visitor, "/api/auth/get-session"),
}
