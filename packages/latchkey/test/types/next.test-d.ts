// Compiled, never run: each line under an `@ts-expect-error` must be an error, every other must not.
import type { GetServerSidePropsContext, NextApiRequest, NextApiResponse } from "next"
import type { NextFetchEvent, NextMiddleware, NextRequest } from "next/server.js"
import NextAuth, {
  type AuthFunction,
  type NextAuthConfig,
  type NextAuthHandlers,
  type NextAuthRequest,
  type NextAuthResult,
  type NextSignIn,
  type NextUpdate,
  type Session,
} from "../../src/next/index.ts"
import { type NextRequestWithAuth, withAuth } from "../../src/next/middleware.ts"
import { getServerSession } from "../../src/next/server-session.ts"

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const is = <T extends true>(): T | undefined => undefined

const authOptions: NextAuthConfig = { providers: [] }
const result = NextAuth(authOptions)
export const { handlers, auth, signIn, signOut, update, unstable_update } = result

/** Each is a named interface, so that `declaration: true` has a name to write. */
export function names(): void {
  is<Equal<typeof result, NextAuthResult>>()
  is<Equal<typeof handlers, NextAuthHandlers>>()
  is<Equal<typeof auth, AuthFunction<Session>>>()
  is<Equal<typeof signIn, NextSignIn>>()
  is<Equal<typeof update, NextUpdate<Session>>>()
}

export function configurations(): void {
  NextAuth(() => authOptions)
  NextAuth(async (request) => {
    is<Equal<typeof request, NextRequest | undefined>>()
    return { ...authOptions, secret: async () => "x" }
  })
  // @ts-expect-error providers are required
  void NextAuth({})
  // @ts-expect-error no such option
  void NextAuth({ providers: [], nonsense: true })
  NextAuth({
    providers: [],
    callbacks: {
      authorized: ({ auth, request }) => !!auth?.user && request.nextUrl.pathname !== "/",
    },
  })
}

export async function calls(
  req: NextApiRequest,
  res: NextApiResponse,
  context: GetServerSidePropsContext,
): Promise<void> {
  const session = await auth()
  is<Equal<typeof session, Session | null>>()
  // @ts-expect-error may be null
  void session.user
  is<Equal<ReturnType<typeof auth.ready>, Promise<void>>>()
  const [inApi, inProps] = [await auth(req, res), await auth(context)]
  is<Equal<typeof inApi, Session | null>>()
  is<Equal<typeof inProps, Session | null>>()
  // @ts-expect-error a request alone says too little
  await auth(req)
}

interface Mine extends Session {
  role: "admin" | "guest"
}

export async function ownSession(): Promise<void> {
  const mine = NextAuth<Mine>(authOptions)
  is<Equal<NonNullable<Awaited<ReturnType<typeof mine.update>>>, Mine>>()
  const session = await mine.auth()
  is<Equal<typeof session, Mine | null>>()
  mine.auth((request) => Response.json(request.auth?.role))
}

/** What Next.js 16 checks of a route file (`.next/types/validator.ts`). */
interface RouteFile {
  GET?: (
    request: NextRequest,
    context: { params: Promise<{ nextauth: string[] }> },
  ) => Promise<Response | void> | Response | void
}
/** What Next.js 14 and 15 check: the second parameter and the result of the last overload. */
type Second<F> = F extends (...args: infer A) => unknown ? A[1] : never
type Result<F> = F extends (...args: never[]) => infer R ? R : never

export const wrapped = auth((request, { params }) => {
  is<Equal<typeof request, NextAuthRequest<Session>>>()
  void params
  return Response.json(request.auth)
})
export const typed = auth(
  async (request, context: { params: Promise<{ id: string }> }) =>
    new Response(`${request.auth?.user?.name} ${(await context.params).id}`),
)

export function routeFiles(): void {
  const perRequest = (...args: any[]) => NextAuth(authOptions)(...args)
  const tuple = (...args: [NextRequest, { params: Promise<object> }]) =>
    NextAuth(authOptions)(...args)
  const files: RouteFile[] = [handlers, { GET: result }, { GET: perRequest }, { GET: tuple }]
  files.push({ GET: wrapped }, { GET: auth(() => new Response()) })
  is<Equal<Result<typeof result>, Promise<Response>>>()
  is<Equal<Result<typeof wrapped>, Promise<Response>>>()
  const in15: { params: Promise<object> } = {} as Second<typeof result>
  const inWrapped: { params: Promise<object> } = {} as Second<typeof wrapped>
  const in14: { params: Record<string, string | string[]> } = {} as Second<typeof result>
  void [files, in15, in14, inWrapped]
}

export function proxies(): void {
  const files: NextMiddleware[] = [
    auth,
    wrapped,
    withAuth,
    withAuth({ pages: { signIn: "/login" } }),
  ]
  files.push(
    auth((request, event: NextFetchEvent) => event.waitUntil(Promise.resolve(request.auth))),
  )
  files.push(withAuth((request: NextRequestWithAuth) => void request.nextauth.token?.sub))
  void files
}

export async function pagesRouter(req: NextApiRequest, res: NextApiResponse): Promise<void> {
  is<Equal<Awaited<ReturnType<typeof atOnce>>, void>>()
  const atOnce = () => NextAuth(req, res, authOptions)
  await result(req, res)
  const response = await NextAuth({} as NextRequest, { params: {} }, authOptions)
  is<Equal<typeof response, Response>>()
}

export async function actions(form: FormData, maybe: boolean): Promise<void> {
  const url = await signIn("github", { redirect: false, redirectTo: "/" }, { prompt: "login" })
  void url
  await signIn(undefined, form)
  await signIn("credentials", { redirect: maybe, anything: 1 })
  // @ts-expect-error a path is a string
  await signIn("github", { redirectTo: 1 })
  // @ts-expect-error no such option
  await signOut({ nonsense: 1 })
  const updated = await update({ user: { name: "Ada" }, anything: 1 })
  is<Equal<typeof updated, Session | null>>()
  await signOut({ redirectTo: "/", redirect: false })
  const left = await signOut()
  is<Equal<typeof left, never>>()
}

export async function version4(req: NextApiRequest, res: NextApiResponse): Promise<void> {
  const [inApi, inComponent] = [
    await getServerSession(req, res, authOptions),
    await getServerSession(authOptions),
  ]
  is<Equal<typeof inApi, Session | null>>()
  is<Equal<typeof inComponent, Session | null>>()
  void (await getServerSession())
  const callbacks = { session: async () => ({ role: "admin" as const, expires: "" }) }
  const inferred = await getServerSession({ ...authOptions, callbacks })
  is<Equal<typeof inferred, { role: "admin"; expires: string } | null>>()
  // @ts-expect-error three, one or none
  await getServerSession(req, res)
}
