/**
 * The cookie that tells a page's scripts to read the session again. Its value is random text: it says that something
 * changed, not what, and not whether anybody is signed in. It opens nothing.
 */
export const SESSION_MARK = "latchkey.session-changed"
