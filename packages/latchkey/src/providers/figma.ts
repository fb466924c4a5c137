import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { withTokenType } from "./wire.ts"

/** The answer of `GET /v1/me`: {@link https://developers.figma.com/docs/rest-api/users-endpoints/}. */
export interface FigmaProfile {
  id: string
  email: string
  /** The name. */
  handle: string
  img_url: string
  [member: string]: unknown
}

/**
 * Figma. Asks for `current_user:read`, which the app must have; for more, list it beside.
 *
 * Environment: `AUTH_FIGMA_ID`, `AUTH_FIGMA_SECRET`. Callback URL: `<origin>/api/auth/callback/figma`.
 *
 * @see {@link https://www.figma.com/developers/apps Register an app}
 * @see {@link https://developers.figma.com/docs/rest-api/authentication/ Documentation}
 * @example
 * ```ts
 * import Figma from "latchkey/providers/figma"
 *
 * Figma({ authorization: { params: { scope: "current_user:read file_content:read" } } })
 * ```
 */
export default function Figma<P extends FigmaProfile = FigmaProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "figma",
    name: "Figma",
    type: "oauth",
    authorization: {
      url: "https://www.figma.com/oauth",
      params: { scope: "current_user:read" },
    },
    token: { url: "https://api.figma.com/v1/oauth/token", conform: withTokenType },
    userinfo: "https://api.figma.com/v1/me",
    checks: ["state"],
    profile: (profile) => ({
      id: profile.id,
      name: profile.handle ?? null,
      email: profile.email ?? null,
      image: profile.img_url ?? null,
    }),
    style: { bg: "#ff7237", text: "#ffffff", logo: monogram("F", "#ff7237") },
    console: "https://www.figma.com/developers/apps",
    options: config,
  }
}
