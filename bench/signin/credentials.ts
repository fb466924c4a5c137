import type { Contender } from "../harness/contender.ts"
import { type Handler, Visitor, whoIs } from "./jar.ts"

/** What `authorize` of all of them answers. */
export const ADA = {
  id: "9f1c2b34-5d6e-4f70-8a91-b2c3d4e5f607",
  name: "Ada Lovelace",
  email: "ada@example.com",
  image: "https://avatars.example.com/u/583231?v=4",
}

export const authorize = ({ password }: Partial<Record<string, unknown>>): typeof ADA | null =>
  password === "right" ? ADA : null

/** A site with the routes of the NextAuth family: its token against forgery is fetched, then the form is sent. */
export function familyContender(note: string, base: string, make: () => Handler): Contender {
  return {
    note,
    async prepare() {
      const handler = make()
      return async () => {
        const visitor = new Visitor(handler)
        const { csrfToken } = (await (await visitor.get(`${base}/csrf`)).json()) as {
          csrfToken: string
        }
        const form = { csrfToken, name: "ada", password: "right", callbackUrl: "/" }
        await visitor.post(`${base}/callback/credentials`, form)
        return visitor
      }
    },
    read: (visitor) => whoIs(visitor as Visitor, `${base}/session`),
  }
}
