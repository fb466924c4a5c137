import type { Contender } from "../harness/contender.ts"
import { OTHER_CORE, Runner } from "../harness/process.ts"
import { type Handler, Visitor } from "./jar.ts"

export const CLIENT = { clientId: "app", clientSecret: "client-secret-of-the-bench" }
const file = new URL("./provider.ts", import.meta.url).pathname

/** One sign-in of one person: from the first click to the session cookie. */
export interface Journey {
  /** Asks the site to begin; the address at the provider. */
  begin(visitor: Visitor): Promise<string>
  /** Who is signed in at the end. */
  end(visitor: Visitor): Promise<string | undefined>
}

/** A site whose people sign in at the provider, which is started for it and counts. */
export function oidcContender(
  note: string,
  make: (issuer: string) => Handler | Promise<Handler>,
  { begin, end }: Journey,
): Contender {
  const provider = new Runner("provider", file, [], { core: OTHER_CORE })
  return {
    note,
    async prepare() {
      const { issuer } = await provider.ready<{ issuer: string }>()
      const handler = await make(issuer)
      return async () => {
        const visitor = new Visitor(handler)
        await visitor.get(atProvider(await begin(visitor)))
        return visitor
      }
    },
    read: (visitor) => end(visitor as Visitor),
    trips: async () => (await provider.ask<{ trips: number }>({})).trips,
    far: async (delay) => void (await provider.ask({ delay })),
  }
}

/** Where the provider sends the browser back to, without asking it: its code is the nonce. */
function atProvider(address: string): string {
  const { searchParams } = new URL(address)
  const back = new URL(searchParams.get("redirect_uri")!)
  const nonce = searchParams.get("nonce") ?? ""
  back.searchParams.set("code", Buffer.from(nonce || "\n").toString("base64url"))
  const state = searchParams.get("state")
  if (state !== null) back.searchParams.set("state", state)
  return back.href
}

/** As the pages of the NextAuth family do it. */
export function familyJourney(base: string): Journey {
  return {
    async begin(visitor) {
      const { csrfToken } = (await (await visitor.get(`${base}/csrf`)).json()) as {
        csrfToken: string
      }
      const response = await visitor.post(`${base}/signin/local`, { csrfToken, callbackUrl: "/" })
      return response.headers.get("location")!
    },
    async end(visitor) {
      const session = (await (await visitor.get(`${base}/session`)).json()) as {
        user?: { email?: string }
      } | null
      return session?.user?.email
    },
  }
}
