// Compiled, never run: each line under an `@ts-expect-error` must be an error, every other must not.
import NextAuth, { type NextAuthConfig, type Session } from "../../src/next/index.ts"
import { getServerSession } from "../../src/next/server-session.ts"
import { getSession, useSession } from "../../src/react/index.ts"

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const is = <T extends true>(): T | undefined => undefined

const { auth, update } = NextAuth({
  providers: [],
  callbacks: {
    session({ session, user, token }) {
      // What the database has beside the known fields is there, and is nobody's word.
      const role = user["role"] as "admin" | "user"
      return { ...session, role, user: { ...session.user, tenant: Number(token["tenant"]) } }
    },
  },
})

export async function added(): Promise<void> {
  const session = await auth()
  // @ts-expect-error may be null
  void session.role
  if (!session) return
  is<Equal<typeof session.role, "admin" | "user">>()
  is<Equal<typeof session.user.tenant, number>>()
  is<Equal<typeof session.user.id, string>>()
  is<Equal<typeof session.expires, string>>()
  // @ts-expect-error no such field
  void session.nonsense
  // @ts-expect-error of the row, which no application sees
  void session.sessionToken
  // @ts-expect-error of the row too
  void session.user.emailVerified
  const updated = await update({ user: { tenant: 2 } })
  is<Equal<NonNullable<typeof updated>["role"], "admin" | "user">>()
  auth((request) => Response.json(request.auth?.role.toUpperCase()))
}

export function inTheBrowser(): void {
  const { data, status, update: again } = useSession<typeof auth>()
  is<Equal<NonNullable<typeof data>["role"], "admin" | "user">>()
  if (status === "authenticated") void data.user.tenant.toFixed()
  // @ts-expect-error may be null
  void data.role
  void again().then((session) => session?.role)
  const required = useSession<typeof auth>({ required: true })
  if (required.status === "authenticated") void required.data.role
  is<Equal<NonNullable<Awaited<ReturnType<typeof getSession>>>, Session>>()
  is<Equal<ReturnType<typeof useSession>["data"], Session | null>>()
  void getSession<typeof auth>().then((session) => session?.user.tenant)
}

export async function otherForms(): Promise<void> {
  const asGiven = NextAuth({ providers: [], callbacks: { session: ({ session }) => session } })
  is<Equal<Awaited<ReturnType<typeof asGiven.update>>, Session | null>>()
  const none = NextAuth({ providers: [], callbacks: { jwt: ({ token }) => token } })
  is<Equal<Awaited<ReturnType<typeof none.update>>, Session | null>>()

  const lazy = NextAuth(async (request) => ({
    providers: [],
    callbacks: {
      session: async ({ session }) => ({ ...session, host: request?.headers.get("host") ?? "" }),
    },
  }))
  const session = await lazy.auth()
  is<Equal<NonNullable<typeof session>["host"], string>>()

  const config = {
    providers: [],
    callbacks: { session: ({ session }) => ({ ...session, plan: "free" as const }) },
  } satisfies NextAuthConfig
  const kept = await NextAuth(config).auth()
  is<Equal<NonNullable<typeof kept>["plan"], "free">>()
  const old = await getServerSession(config)
  is<Equal<NonNullable<typeof old>["plan"], "free">>()

  // An annotation says less than the value: then it is `Session`.
  const annotated: NextAuthConfig = config
  const less = await NextAuth(annotated).auth()
  is<Equal<typeof less, Session | null>>()

  // @ts-expect-error a session ends
  void NextAuth({ providers: [], callbacks: { session: () => ({ role: "admin" }) } })
}
