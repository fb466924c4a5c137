import type { AuthConfig } from "./auth-config.ts"
import type { Door } from "./context.ts"

/** The configuration behind an `auth` function, as it is at this moment. */
export type SiteReader = () => Promise<{ readonly config: AuthConfig; readonly door: Door }>

/** Not to be listed or printed with the function: a configuration may hold secrets. */
const SITE = Symbol.for("latchkey.site")

/** Lets `latchkey/testing` find the configuration of an `auth` function. */
export function attachSite(auth: object, read: SiteReader): void {
  Object.defineProperty(auth, SITE, { value: read })
}

/** The reader that is attached, if there is one. */
export function siteOf(auth: unknown): SiteReader | undefined {
  return (auth as { [SITE]?: SiteReader } | null | undefined)?.[SITE]
}
