import { authUrl } from "./auth-url.ts"
import type { AuthClientState } from "./types.ts"

/** The answer's `url`, if it is one that a browser may be sent to: http or https, nothing that runs. */
export function urlOf(data: unknown): URL | undefined {
  const value = (data as { url?: unknown } | null | undefined)?.url
  if (typeof value !== "string") return undefined
  try {
    const url = new URL(value, location.href)
    return /^https?:$/.test(url.protocol) ? url : undefined
  } catch {
    return undefined
  }
}

/** The current page, without the error of an earlier attempt, which would look like one of the next. */
export function currentPage(): string {
  const url = new URL(location.href)
  if (!url.searchParams.has("error")) return location.href
  url.searchParams.delete("error")
  return url.href
}

const page = (url: string): string | undefined => url.split("#")[0]

/** Leaves for another page; loads anew if only the fragment differs. */
export function navigate(url: string): undefined {
  const reload = url.includes("#") && page(url) === page(location.href)
  location.href = url
  if (reload) location.reload()
}

/** Leaves for one of the auth routes. */
export function visit(
  state: AuthClientState,
  route: string,
  query: Record<string, string>,
): undefined {
  return navigate(`${authUrl(state.basePath, route)}?${new URLSearchParams(query)}`)
}
