import type { OAuthConfig, TokenEndpoint, UserinfoRequestContext } from "../contracts/provider.ts"
import type { Profile } from "../vocabulary/account.ts"

type Answer = Readonly<Record<string, unknown>>

/** For `token.conform`: changes the members of an answer, not those of a refusal. The status becomes 200. */
export function conformTokens(
  change: (answer: Answer) => Answer,
): NonNullable<TokenEndpoint["conform"]> {
  return async (response) => {
    if (!response.ok) return undefined
    const answer: unknown = await response.json().catch(() => null)
    if (typeof answer !== "object" || answer === null) return undefined
    return Response.json(change(answer as Answer))
  }
}

/** For services that leave out `token_type`, which RFC 6749 §5.1 requires. */
export const withTokenType: NonNullable<TokenEndpoint["conform"]> = conformTokens((answer) => ({
  token_type: "bearer",
  ...answer,
}))

/** How a service wants to be asked for the profile, where it isn't by GET with a bearer token (RFC 6750 §2.1). */
export interface OwnRequest {
  readonly method?: "POST"
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: URLSearchParams
}

/**
 * Asks the userinfo endpoint, as configured, in a way of the service's own.
 *
 * @throws {Error} Any status but 200, or no JSON. The message has neither URL nor body: both may hold the token.
 */
export async function askUserinfo<P>(
  { provider, fetch }: UserinfoRequestContext<P>,
  { query, ...init }: OwnRequest,
): Promise<Profile> {
  const url = userinfoUrl(provider)
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value)
  const response = await fetch(url, init)
  if (response.status !== 200) {
    throw new Error(`the userinfo endpoint answered with status ${response.status}`)
  }
  return response.json().catch(() => {
    throw new Error("the userinfo endpoint's answer is not JSON")
  }) as Promise<Profile>
}

function userinfoUrl<P>({ userinfo }: OAuthConfig<P>): URL {
  const { url = "", params = {} } = typeof userinfo === "string" ? { url: userinfo } : userinfo!
  const result = new URL(url)
  for (const [name, value] of Object.entries(params)) result.searchParams.set(name, String(value))
  return result
}

/**
 * An account's id as text.
 *
 * @throws {Error} There is none: `String(undefined)` would be an id that many people share.
 */
export function accountId(id: string | number | null | undefined): string {
  if (typeof id === "number" && Number.isSafeInteger(id)) return String(id)
  if (typeof id === "string" && id !== "") return id
  throw new Error("the profile has no id")
}
