import type { ServerResponse } from "node:http"
import type { OpKey, OpKeys } from "./keys.ts"

export type Json = Record<string, unknown>

export interface OpRequest {
  readonly path: string
  readonly query: URLSearchParams
  readonly body: URLSearchParams
  readonly authorization: string | undefined
}

/** What the provider remembers of one authorization. */
export interface Grant {
  readonly code: string
  readonly sid: string
  readonly nonce: string | undefined
  readonly state: string | undefined
  readonly challenge: string | undefined
  readonly redirectUri: string
}

export type Place = "metadata" | "jwks" | "token" | "userinfo"
export const paths: Record<string, Place> = {
  "/.well-known/openid-configuration": "metadata",
  "/jwks": "jwks",
  "/token": "token",
  "/userinfo": "userinfo",
}

/** The provider, as a scenario has to do with it. */
export interface Op {
  readonly url: string
  bend: Bend
  /** What it signs with, and publishes. */
  key: OpKey
  readonly keys: OpKeys
  /** Codes and refresh tokens that are good. */
  readonly grants: Map<string, Grant>
  /** Every request, in order. */
  readonly requests: readonly OpRequest[]
  count(path: string): number
  last(path: string): OpRequest
  idToken(grant: Grant, accessToken: string): Promise<string>
  sign(claims: Json, header?: Json, key?: CryptoKey | Uint8Array): Promise<string>
}

/** An answer: status, headers, body, or whatever a function does with the response. */
export type Answer =
  | { status?: number; headers?: Record<string, string>; body?: Json | string }
  | ((response: ServerResponse, op: Op) => void)

/** How a scenario bends the truth. Each function is given the truth and answers the lie. */
export interface Bend {
  metadata?: (truth: Json) => Json
  keys?: (truth: Json[]) => unknown[]
  claims?: (truth: Json, grant: Grant) => Json
  header?: Json
  /** Changes the finished ID token. */
  idToken?: (jwt: string, op: Op) => string
  /** Makes the ID token in the place of the provider. */
  compose?: (claims: Json, header: Json, op: Op) => Promise<string>
  token?: (truth: Json) => Json
  userinfo?: (truth: Json) => Json
  /** What the browser brings back. */
  landing?: (params: URLSearchParams, op: Op) => void
  /** `false`: no `iss` in the authorization response (RFC 9207). */
  iss?: false
  answers?: { [P in Place]?: Answer }
}

/** Claims that are laid over the truth; `undefined` takes one out. */
export const over =
  (more: Json) =>
  (truth: Json): Json => ({ ...truth, ...more })
