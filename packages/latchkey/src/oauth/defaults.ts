import type { Profile, TokenSet } from "../vocabulary/account.ts"
import type { User } from "../vocabulary/user.ts"

/** The user as most providers describe one. Leaves `id` out where the provider names none; it is never made up. */
export function defaultProfile(profile: Profile): User {
  const id = text(profile.sub) ?? text(profile.id)
  return {
    ...(id !== undefined && { id }),
    name: text(profile.name) ?? text(profile.nickname) ?? text(profile.preferred_username) ?? null,
    email: text(profile.email) ?? null,
    image: text(profile.picture) ?? null,
  }
}

/** What is kept of the token endpoint's answer. */
export function defaultAccount(tokens: TokenSet): TokenSet {
  const { access_token, id_token, refresh_token, expires_at, scope, token_type, session_state } =
    tokens
  return {
    ...(access_token !== undefined && { access_token }),
    ...(id_token !== undefined && { id_token }),
    ...(refresh_token !== undefined && { refresh_token }),
    ...(expires_at !== undefined && { expires_at }),
    ...(scope !== undefined && { scope }),
    ...(token_type !== undefined && { token_type }),
    ...(session_state !== undefined && { session_state }),
  }
}

/** Strings and exact numbers only: an object that calls itself a name is none. */
function text(value: unknown): string | undefined {
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value)
  return typeof value === "string" && value !== "" ? value : undefined
}
