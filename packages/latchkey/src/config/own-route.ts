import { parseAction } from "../web/path.ts"
import type { Context } from "./context.ts"

/**
 * Whether a path is a route of ours, which guards let everyone ask for. Behind a door the health route is not among
 * them: an application of that time may have a page of its own there, and may count on its guard.
 */
export function isOwnRoute(context: Context, pathname: string): boolean {
  const action = parseAction(pathname, context.basePath)?.action
  if (action !== "health") return action !== undefined
  return context.compat === undefined && context.config.health !== false
}
