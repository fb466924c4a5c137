// Compiled, never run: each line under an `@ts-expect-error` must be an error, every other must not.
import type { Session } from "../../src/vocabulary/session.ts"
import type { SessionContextValue, SignInResponse, SignOutResponse } from "../../src/react/index.ts"
import {
  getCsrfToken,
  getProviders,
  getSession,
  SessionContext,
  SessionProvider,
  signIn,
  signOut,
  useSession,
  __NEXTAUTH,
} from "../../src/react/index.ts"
import type { Context, ReactElement } from "react"

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const is = <T extends true>(): T | undefined => undefined

export function sessions(): void {
  const optional = useSession()
  is<Equal<typeof optional.status, "authenticated" | "unauthenticated" | "loading">>()
  is<Equal<typeof optional.data, Session | null>>()
  if (optional.status === "authenticated") is<Equal<typeof optional.data, Session>>()
  // @ts-expect-error may be null
  void optional.data.expires

  const required = useSession({ required: true })
  is<Equal<typeof required.status, "authenticated" | "loading">>()
  if (required.status !== "loading") is<Equal<typeof required.data, Session>>()
  // @ts-expect-error never says so: the person is sent away
  if (required.status === "unauthenticated") return

  const asked = useSession({ required: false, onUnauthenticated() {} })
  // @ts-expect-error may still be null
  if (asked.status !== "loading") void asked.data.expires
  // @ts-expect-error `required` must be given
  useSession({ onUnauthenticated() {} })

  is<Equal<ReturnType<typeof optional.update>, Promise<Session | null>>>()
  void optional.update({ anything: 1 })
  is<Equal<typeof SessionContext, Context<SessionContextValue | undefined>>>()
}

export async function actions(maybe: boolean, form: FormData): Promise<void> {
  const left = await signIn("github")
  is<Equal<typeof left, undefined>>()
  const leaves = await signIn("github", { redirectTo: "/", redirect: true }, { prompt: "login" })
  is<Equal<typeof leaves, undefined>>()
  const stays = await signIn("credentials", { redirect: false, email: form.get("email") })
  is<Equal<typeof stays, SignInResponse>>()
  const either = await signIn("credentials", { redirect: maybe })
  is<Equal<typeof either, SignInResponse | undefined>>()
  await signIn(undefined, { callbackUrl: undefined }, new URLSearchParams())
  // @ts-expect-error a path is a string
  await signIn("github", { callbackUrl: 1 })
  // @ts-expect-error a provider's id is a string
  await signIn(1)

  const gone = await signOut({ redirectTo: "/" })
  is<Equal<typeof gone, undefined>>()
  const here = await signOut({ redirect: false })
  is<Equal<typeof here, SignOutResponse>>()
  // @ts-expect-error no such option
  await signOut({ redirectUrl: "/" })
}

export async function reads(): Promise<void> {
  is<Equal<Awaited<ReturnType<typeof getSession>>, Session | null>>()
  await getSession({ headers: new Headers(), broadcast: false })
  await getSession({ req: { headers: { cookie: "a=b", "set-cookie": ["c=d"] } } })
  // @ts-expect-error no such parameter
  await getSession({ cookies: "" })
  is<Equal<Awaited<ReturnType<typeof getCsrfToken>>, string>>()
  const providers = await getProviders()
  void providers?.["github"]?.signinUrl
  __NEXTAUTH.basePath = "/auth"
}

export function renders(session: Session | null): ReactElement {
  // @ts-expect-error seconds, as a number
  SessionProvider({ refetchInterval: "60" })
  return SessionProvider({ session, refetchWhenOffline: false, children: "text" })
}
