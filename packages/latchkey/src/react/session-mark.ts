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

/** As far as we use it: not in every browser, nor over plain http. */
interface CookieStore {
  addEventListener(type: "change", listener: () => void): void
  removeEventListener(type: "change", listener: () => void): void
}

/**
 * Calls back when the mark may have changed: at once where the browser tells of cookies, else when the page comes to
 * the front, or is gone back to. Costs no request.
 */
export function watchMark(look: () => void): () => void {
  const { cookieStore } = globalThis as { cookieStore?: CookieStore }
  const moments = ["focus", "pageshow", "popstate"]
  cookieStore?.addEventListener("change", look)
  document.addEventListener("visibilitychange", look)
  for (const moment of moments) window.addEventListener(moment, look)
  return () => {
    cookieStore?.removeEventListener("change", look)
    document.removeEventListener("visibilitychange", look)
    for (const moment of moments) window.removeEventListener(moment, look)
  }
}
