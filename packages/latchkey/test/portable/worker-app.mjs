/**
 * An application as a worker, whose secret and provider are elsewhere. A request with `x-hurry` is answered after 300
 * milliseconds whatever happens, and so ends all that it waits for.
 *
 * @module
 */
import { Auth } from "latchkey"
import OIDC from "latchkey/providers/oidc"

const config = {
  url: "https://app.example/auth",
  secret: async () => (await fetch("https://secrets.example/")).text(),
  providers: [
    OIDC({ id: "local", issuer: "https://id.example", clientId: "a", clientSecret: "b" }),
  ],
  logger: { info() {}, warn() {}, error() {} },
}

export default {
  fetch(request) {
    const answer = Auth(request, config)
    if (!request.headers.has("x-hurry")) return answer
    const late = new Response("late", { status: 504 })
    return Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 300, late))])
  },
}
