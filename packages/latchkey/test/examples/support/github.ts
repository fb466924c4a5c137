/**
 * A GitHub Enterprise server, as far as a sign-in needs one: everybody who comes is Mona, and agrees.
 */
import { randomUUID } from "node:crypto"
import { createServer, type IncomingMessage } from "node:http"
import { text } from "node:stream/consumers"
import { close, listen } from "../../support/issuer.ts"
import type { Env } from "./app.ts"

/** Who everybody is there. Her address is not public: it is asked for apart. */
export const MONA = { id: 583_231, login: "mona", name: "Mona Lisa", email: "mona@example.com" }

export interface ExampleGitHub {
  /** `GITHUB_URL`, `AUTH_GITHUB_ID` and `AUTH_GITHUB_SECRET`. */
  readonly env: Env
  stop(): Promise<void>
}

interface Asked {
  redirectUri: string
  challenge: string | null
}

/** Starts one that knows one OAuth application. */
export async function startGitHub(): Promise<ExampleGitHub> {
  const [id, secret] = ["notes", randomUUID()]
  const codes = new Map<string, Asked>()
  const tokens = new Set<string>()

  function authorize({ searchParams: query }: URL): Response {
    const redirectUri = query.get("redirect_uri")
    if (query.get("client_id") !== id || !redirectUri) return new Response(null, { status: 404 })
    const code = randomUUID()
    codes.set(code, { redirectUri, challenge: query.get("code_challenge") })
    const back = new URL(redirectUri)
    back.searchParams.set("code", code)
    const state = query.get("state")
    if (state !== null) back.searchParams.set("state", state)
    return new Response(null, { status: 302, headers: { location: back.href } })
  }

  async function exchange(request: Request): Promise<Response> {
    const form = new URLSearchParams(await request.text())
    const asked = codes.get(form.get("code") ?? "")
    codes.delete(form.get("code") ?? "")
    const [user, password] = credentials(request, form)
    // GitHub answers 200 with an error.
    if (user !== id || password !== secret) return refused("incorrect_client_credentials")
    if (!asked || asked.redirectUri !== form.get("redirect_uri"))
      return refused("bad_verification_code")
    if (asked.challenge !== (await challengeOf(form.get("code_verifier")))) {
      return refused("bad_verification_code")
    }
    const token = `gho_${randomUUID()}`
    tokens.add(token)
    return Response.json({
      access_token: token,
      token_type: "bearer",
      scope: "read:user,user:email",
    })
  }

  function answer(request: Request): Response | Promise<Response> {
    const url = new URL(request.url)
    if (url.pathname === "/login/oauth/authorize") return authorize(url)
    if (url.pathname === "/login/oauth/access_token") return exchange(request)
    const token = request.headers.get("authorization")?.replace(/^bearer /i, "") ?? ""
    if (!tokens.has(token)) return Response.json({ message: "Bad credentials" }, { status: 401 })
    const { email, ...open } = MONA
    if (url.pathname === "/api/v3/user/emails") {
      return Response.json([{ email, primary: true, verified: true, visibility: "private" }])
    }
    return Response.json({ ...open, email: null, avatar_url: null })
  }

  const server = createServer((incoming, outgoing) => {
    void requestOf(incoming)
      .then(answer)
      .then(async (response) => {
        outgoing.writeHead(response.status, Object.fromEntries(response.headers))
        outgoing.end(await response.text())
      })
  })
  const url = await listen(server)
  return {
    env: { GITHUB_URL: url, AUTH_GITHUB_ID: id, AUTH_GITHUB_SECRET: secret },
    stop: () => close(server),
  }
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const { method = "GET", url = "/", headers } = incoming
  const body = method === "POST" ? await text(incoming) : null
  const kept = Object.entries(headers).map(([name, value]) => [name, String(value)])
  return new Request(new URL(url, "http://loopback"), {
    method,
    headers: Object.fromEntries(kept) as Record<string, string>,
    body,
  })
}

/** From the header or the form (RFC 6749 §2.3.1). */
function credentials(request: Request, form: URLSearchParams): (string | null)[] {
  const basic = /^Basic (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1]
  if (!basic) return [form.get("client_id"), form.get("client_secret")]
  return atob(basic).split(":").map(decodeURIComponent)
}

async function challengeOf(verifier: string | null): Promise<string | null> {
  if (verifier === null) return null
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))
  return Buffer.from(hash).toString("base64url")
}

function refused(error: string): Response {
  return Response.json({ error, error_description: error })
}
