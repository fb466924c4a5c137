import { SESSION_MARK } from "../web/session-mark.ts"

/**
 * The mark that server actions leave in this browser when they sign in, sign out or update; "" where there is none.
 * Two of the name (of two domains, say) count together.
 */
export function readMark(): string {
  try {
    const pairs = document.cookie.split("; ")
    return pairs.filter((pair) => pair.startsWith(`${SESSION_MARK}=`)).join()
  } catch {
    // A document without cookies: a server, or a sandboxed frame.
    return ""
  }
}

/**
 * Calls back when the mark may have changed: at once where the browser tells of cookies (not every browser does, nor over
 * plain http), else when the page comes to the front, or is gone back to. Costs no request.
 */
export function watchMark(look: () => void): () => void {
  const { cookieStore } = globalThis as { cookieStore?: EventTarget }
  const end = new AbortController()
  cookieStore?.addEventListener("change", look, end)
  document.addEventListener("visibilitychange", look, end)
  for (const moment of ["focus", "pageshow", "popstate"]) window.addEventListener(moment, look, end)
  return () => end.abort()
}
