/** An OpenID Provider on loopback, in a process of its own, that knows one person and costs little. */
import { generateKeyPairSync, sign } from "node:crypto"
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import process from "node:process"

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
const kid = "bench"
const jwk = { ...publicKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" }
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url")
const head = encode({ alg: "RS256", typ: "JWT", kid })

let trips = 0
let delay = 0
let issuer = ""

/** Its codes say whose nonce they carry: nobody has to be asked for one. */
function idToken(code: string): string {
  const iat = Math.floor(Date.now() / 1000)
  const nonce = Buffer.from(code, "base64url").toString()
  const person = {
    sub: "ada",
    name: "Ada Lovelace",
    email: "ada@example.com",
    email_verified: true,
  }
  const claims = {
    iss: issuer,
    aud: "app",
    iat,
    exp: iat + 300,
    ...(nonce ? { nonce } : {}),
    ...person,
  }
  const text = `${head}.${encode(claims)}`
  return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ""
  for await (const chunk of request) text += String(chunk)
  return new URLSearchParams(text)
}

const answers: Record<string, (request: IncomingMessage) => object | Promise<object>> = {
  "/.well-known/openid-configuration": () => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    userinfo_endpoint: `${issuer}/userinfo`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
  }),
  "/jwks": () => ({ keys: [jwk] }),
  async "/token"(request) {
    const code = (await bodyOf(request)).get("code") ?? ""
    const id_token = idToken(code)
    return { access_token: "access", token_type: "Bearer", expires_in: 300, id_token }
  },
  "/userinfo": () => ({ sub: "ada", name: "Ada Lovelace", email: "ada@example.com" }),
}

const server = createServer(async (request, response) => {
  trips++
  const body = JSON.stringify(await answers[request.url!]!(request))
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay))
  response.writeHead(200, { "content-type": "application/json" }).end(body)
})
server.listen(0, "127.0.0.1", () => {
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  process.send!({ result: { issuer } })
})
process.on("message", (message: { readonly delay?: number }) => {
  delay = message.delay ?? delay
  process.send!({ result: { trips } })
})
process.on("disconnect", () => process.exit())
