import { createHash, randomBytes, timingSafeEqual } from "node:crypto"
import { secretsOf } from "../../harness/row.ts"
import { cookieValue } from "../../floors/cookie.ts"
import { openWire, sealWire, wireKey } from "../../floors/wire.ts"
import { authorize, familyContender } from "../../signin/credentials.ts"

const NAME = "__Secure-authjs.session-token"
const CSRF = "__Host-authjs.csrf-token"
const ATTRIBUTES = "Path=/; HttpOnly; Secure; SameSite=Lax"

/** By hand: a token and its hash in a cookie, a form, a sealed session. */
export const contender = familyContender("by hand", "/auth", () => {
  const secret = secretsOf(1)[0]!
  const key = wireKey(secret, NAME)
  const hashOf = (token: string): Buffer =>
    createHash("sha256")
      .update(token + secret)
      .digest()

  function csrf(): Response {
    const csrfToken = randomBytes(32).toString("hex")
    const cookie = `${CSRF}=${csrfToken}%7C${hashOf(csrfToken).toString("hex")}; ${ATTRIBUTES}`
    return Response.json({ csrfToken }, { headers: { "set-cookie": cookie } })
  }

  async function signIn(request: Request): Promise<Response> {
    const form = Object.fromEntries(new URLSearchParams(await request.text()))
    const [token, hash] = cookieValue(request.headers.get("cookie")!, CSRF)!.split("%7C")
    const right = timingSafeEqual(hashOf(form["csrfToken"]!), Buffer.from(hash!, "hex"))
    const user = right && token === form["csrfToken"] ? authorize(form) : null
    if (!user) return new Response(null, { status: 302, headers: { location: "/error" } })
    const { id: sub, name, email, image: picture } = user
    const sealed = sealWire(key, { sub, name, email, picture }, Date.now())
    const headers = { location: "/", "set-cookie": `${NAME}=${sealed}; ${ATTRIBUTES}` }
    return new Response(null, { status: 302, headers })
  }

  return (request) => {
    const action = request.url.slice(request.url.lastIndexOf("/") + 1)
    if (action === "csrf") return csrf()
    if (action === "credentials") return signIn(request)
    const sealed = cookieValue(request.headers.get("cookie")!, NAME)!
    return Response.json({ user: openWire(key, sealed, Date.now()) })
  }
})
