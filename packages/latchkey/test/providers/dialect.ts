import type { OAuth2Config, OIDCConfig } from "../../src/contracts/provider.ts"

/** What one request of ours looked like to the provider. */
export interface Asked {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  /** The fields of a form; empty for another body. */
  readonly form: URLSearchParams
  readonly text: string
}

/** The client that every dialect knows. */
export const CLIENT = {
  clientId: "client-id",
  clientSecret: "client-secret-of-thirty-two-bytes",
} as const
export const ACCESS_TOKEN = "access-token"
export const REDIRECT_URI = "https://app.example/api/auth/callback/x"

export type Algorithm = "RS256" | "ES256" | "ES384" | "HS256"

/**
 * A provider as it really speaks, from its own documentation: what it wants to be asked, and what it answers. The test
 * plays it, and sees one person through a whole sign-in. Unless it says otherwise, it keeps to RFC 6749.
 */
export interface Dialect {
  /** The provider, with {@link CLIENT} and whatever else it needs. */
  readonly provider: OIDCConfig<any> | OAuth2Config<any>
  readonly authorization: {
    /** Where people are sent, without the query. */
    readonly url: string
    /** Of the query, what has to be as it is here. */
    readonly params: Readonly<Record<string, string>>
    /** The checks that are sent: `pkce` needs a challenge, `state` and `nonce` themselves; others must not be there. */
    readonly checks: readonly ("pkce" | "state" | "nonce")[]
  }
  readonly token: {
    readonly url: string
    /** How the client proves itself. `own`: `asked` looks at it. Default `basic`. */
    readonly auth?: "basic" | "post" | "own"
    readonly headers?: Readonly<Record<string, string>>
    /** Members beside the usual ones; or all, or the whole response, by a function. */
    readonly answer?:
      | Readonly<Record<string, unknown>>
      | ((asked: Asked) => Readonly<Record<string, unknown>> | Response)
    /** Checks more of the request. */
    readonly asked?: (asked: Asked) => void
  }
  /** For OpenID Connect: the issuer, what its metadata says beside the usual, and the person's claims. */
  readonly oidc?: {
    readonly issuer: string
    /** Where the metadata is. Default: the well-known place below the issuer. */
    readonly wellKnown?: string
    /** What ID tokens are signed with. Default `RS256`; `HS256` is by the client secret. */
    readonly alg?: Algorithm
    readonly metadata?: Readonly<Record<string, unknown>>
    readonly claims: Readonly<Record<string, unknown>>
  }
  /** Whoever is asked for the profile. Needs `Authorization: Bearer` with the access token, unless `open`. */
  readonly userinfo?: {
    readonly url: string
    readonly method?: "GET" | "POST"
    /** The token comes otherwise; `asked` looks at it. */
    readonly open?: boolean
    readonly answer: unknown
    /** The answer comes as a signed JWT (OpenID Connect Core §5.3.2). */
    readonly signed?: boolean
    readonly asked?: (asked: Asked) => void
  }
  /** Other addresses, by URL without query. */
  readonly others?: Readonly<Record<string, (asked: Asked) => Response | Promise<Response>>>
  /** Members that the browser brings back beside `code` and `state`, e.g. Apple's `user`. */
  readonly callback?: Readonly<Record<string, string>>
  /** Who that is in the end. */
  readonly user: {
    readonly id: string
    readonly name?: string | null
    readonly email?: string | null
    readonly image?: string | null
  }
  /**
   * Why a sign-in here can't go well, e.g. the service has ended; still played, since whoever has it installed may run
   * a server that speaks so.
   */
  readonly status?: "ended" | "deprecated"
}

export function defineDialect(dialect: Dialect): Dialect {
  return dialect
}
