import type { Context } from "../../config/context.ts"

/** Whether any sign-in of someone who is signed in links the account, as with Auth.js. */
export function linksImplicitly({ config, compat }: Context): boolean {
  const { linking } = config.account ?? {}
  return linking === undefined ? compat !== undefined : linking === "implicit"
}
