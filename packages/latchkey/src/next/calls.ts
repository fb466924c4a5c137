import type { NextRequest } from "next/server.js"
import type { NodeRequest } from "../web/node-incoming.ts"
import type { NextAuthRequest } from "./types.ts"

/** A response of the pages router, as far as we write it. */
export interface NodeResponse {
  statusCode: number
  readonly headersSent: boolean
  getHeader(name: string): number | string | string[] | undefined
  setHeader(name: string, value: string | string[]): unknown
  end(body?: string): unknown
}

/** A handler of the application that wants the session with the request. */
export type WrappedHandler = (request: NextAuthRequest, second: unknown) => unknown

/** What somebody who called `auth` (or the handler) meant. */
export type AuthCall =
  | { readonly kind: "current" }
  | { readonly kind: "wrap"; readonly handler: WrappedHandler }
  | { readonly kind: "web"; readonly request: NextRequest; readonly second: unknown }
  | { readonly kind: "node"; readonly req: NodeRequest; readonly res: NodeResponse }

/**
 * Tells the calls apart by what they were given. By shape, not by `instanceof`: Next.js runs proxies in another realm,
 * and hands out requests behind a `Proxy`.
 *
 * @throws TypeError where it is none of them
 */
export function readCall(args: readonly unknown[]): AuthCall {
  const [first, second] = args
  if (first === undefined) return { kind: "current" }
  if (typeof first === "function") return { kind: "wrap", handler: first as WrappedHandler }
  if (isWebRequest(first)) return { kind: "web", request: first, second }
  if (isNodeRequest(first) && isNodeResponse(second)) {
    return { kind: "node", req: first, res: second }
  }
  if (isObject(first) && isNodeRequest(first["req"]) && isNodeResponse(first["res"])) {
    return { kind: "node", req: first["req"], res: first["res"] }
  }
  throw new TypeError(
    "auth() takes nothing, a handler, (req, res), or the context of getServerSideProps",
  )
}

/** Whether the second argument is what a proxy gets, not what a route handler gets. */
export function isFetchEvent(second: unknown): boolean {
  return isObject(second) && typeof second["waitUntil"] === "function"
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null
}

function isWebRequest(value: unknown): value is NextRequest {
  if (!isObject(value) || typeof value["url"] !== "string") return false
  return isObject(value["headers"]) && typeof value["headers"]["get"] === "function"
}

function isNodeRequest(value: unknown): value is NodeRequest {
  return isObject(value) && isObject(value["headers"]) && !isWebRequest(value)
}

function isNodeResponse(value: unknown): value is NodeResponse {
  return isObject(value) && typeof value["setHeader"] === "function"
}
