import type { RequestInternal } from "../actions/result.ts"
import type { Context } from "../config/context.ts"
import { saysTrue } from "../web/query.ts"

/** Whether a client that can't see redirects asks for them as JSON. */
export function wantsJson(context: Context, request: RequestInternal): boolean {
  if (context.incoming.headers.get("x-auth-return-redirect") !== null) return true
  return context.compat === 4 && saysTrue(request.body["json"])
}
