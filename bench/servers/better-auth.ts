import type { Checked } from "../load/checked.ts"
import { type Strategy, signUp, siteOf } from "../contenders/cookie/better-auth.ts"

export function betterAuthServer(strategy: Strategy): Checked {
  const auth = siteOf(strategy)
  return {
    note: `1.7.7, cookie cache: ${strategy}`,
    cookie: () => signUp((request) => auth.handler(request)),
    async check({ headers }) {
      const asked = new Headers({ cookie: headers.cookie ?? "" })
      return (await auth.api.getSession({ headers: asked }))?.user.email
    },
  }
}
