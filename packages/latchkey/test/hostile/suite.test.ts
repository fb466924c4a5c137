/** The runner for the Foundation's suite, against a stand-in for its API with a provider that is honest or lies. */
import { readFileSync } from "node:fs"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { SignJWT } from "jose"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { close, listen } from "../support/issuer.ts"
import { makeKey, type OpKey } from "./support/keys.ts"
import { apiOf, playPlan, type SuiteFile } from "./support/suite.ts"

const file = JSON.parse(readFileSync("tools/openid-suite.json", "utf8")) as SuiteFile
let suite: string
let server: Server
let key: OpKey
/** What the running module is, and what it was asked. */
let module: string
let nonce: string
let asked: string[]

beforeAll(async () => {
  key = await makeKey("one")
  server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  suite = await listen(server)
})
afterAll(() => close(server))

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url!, suite)
  const path = url.pathname.replace("/test/a/latchkey", "")
  asked.push(path)
  const issuer = `${suite}/test/a/latchkey/`
  const json = (body: unknown): unknown =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body))
  if (path === "/api/plan") return void json({ id: "plan" })
  if (path === "/api/runner") {
    module = url.searchParams.get("test")!
    return void json({ id: "run" })
  }
  if (path === "/api/info/run") {
    const isDone = asked.includes("/token") || module.includes("mismatch")
    return void json({ status: isDone ? "FINISHED" : "WAITING", result: "PASSED" })
  }
  if (path === "/.well-known/openid-configuration") {
    const at = { token_endpoint: "token", userinfo_endpoint: "me", jwks_uri: "jwks" }
    const ends = Object.entries({ ...at, authorization_endpoint: "authorize" })
    const named = module.includes("mismatch") ? "https://evil.example" : issuer
    return void json({
      issuer: named,
      ...Object.fromEntries(ends.map(([name, end]) => [name, `${issuer}${end}`])),
    })
  }
  if (path === "/jwks") return void json({ keys: [key.jwk] })
  if (path === "/me") return void json({ sub: "ada" })
  if (path === "/token") {
    const iss = module.includes("invalid-iss") ? "https://evil.example" : issuer
    const jwt = new SignJWT({ iss, sub: "ada", aud: file.client.client_id, nonce })
    const id_token = await jwt
      .setProtectedHeader({ alg: "RS256", kid: "one" })
      .setIssuedAt()
      .setExpirationTime("1m")
      .sign(key.privateKey)
    return void json({ access_token: "at", token_type: "Bearer", id_token })
  }
  nonce = url.searchParams.get("nonce")!
  const state = url.searchParams.get("state")!
  const target = url.searchParams.get("redirect_uri")!
  if (url.searchParams.get("response_mode") !== "form_post") {
    response.writeHead(302, { location: `${target}?code=c&state=${state}` }).end()
    return
  }
  const fields = `<input type="hidden" name="code" value="c"/><input type="hidden" name="state" value="${state}"/>`
  response.end(`<form method="post" action="${target}">${fields}</form>`)
}

describe.each(file.plans)("the plan $plan", (plan) => {
  it("tells an honest provider from one that lies, and what the suite says", async () => {
    asked = []
    const some = Object.entries(plan.modules).filter(([name]) =>
      /client-test$|invalid-iss$|mismatch$|openid-config$/.test(name),
    )
    const played = await playPlan(suite, apiOf(suite, "token"), file, {
      ...plan,
      modules: Object.fromEntries(some),
    })
    expect(played.map(({ module: name, came }) => [name, came])).toEqual(some)
    expect(played.every(({ fine, said }) => fine && said === "FINISHED PASSED")).toBe(true)
    const lies = { ...plan, modules: { [some[0]![0]]: "refused" as const } }
    const [wrong] = await playPlan(suite, apiOf(suite, undefined), file, lies)
    expect(wrong!.fine).toBe(false)
  })
})
