import { isoTime } from "../web/iso-time.ts"
import { defaultRedirect } from "../web/redirect.ts"
import type { CallbacksOptions } from "./auth-config.ts"

/** Thirty days, in seconds. */
export const SESSION_MAX_AGE = 2_592_000
/** One day, in seconds. */
export const SESSION_UPDATE_AGE = 86_400

/** The callbacks of an application that gives none. */
export const defaultCallbacks: CallbacksOptions = {
  signIn: () => true,
  redirect: defaultRedirect,
  jwt: ({ token }) => token,
  session: ({ session }) => {
    const { id } = session.user ?? {}
    const name = session.user?.name ?? null
    const email = session.user?.email ?? null
    const image = session.user?.image ?? null
    const user = id === undefined ? { name, email, image } : { id, name, email, image }
    return { user, expires: toIso(session.expires) }
  },
}

function toIso(expires: unknown): string {
  return expires instanceof Date ? isoTime(expires) : String(expires)
}
