/**
 * Bytes that one session check, or one `GET /session`, allocates, for each of the cases in the argument, on standard
 * output: nothing is collected while they are counted.
 */
import { randomBytes } from "node:crypto"
import process from "node:process"
import { Auth, getSession } from "../../src/index.ts"
import { encode } from "../../src/jwt/index.ts"
import { encode as encodeV5 } from "../../src/doors/v5/jwt.ts"
import GitHub from "../../src/providers/github.ts"

const COUNT = 1_000
const claims = { sub: "1", name: "Ada", email: "ada@example.com" }

async function bytesOf({ compat, secrets, providers, way }) {
  const secret = Array.from({ length: secrets }, () => randomBytes(32).toString("base64url"))
  const config = {
    secret: secrets === 1 ? secret[0] : secret,
    trustHost: true,
    basePath: "/auth",
    providers: Array.from({ length: providers }, (_, n) => GitHub({ id: `github-${n}` })),
    logger: { info() {}, warn() {}, error: console.error },
    ...(compat === 5 && { compat }),
  }
  const salt = compat === 5 ? "__Secure-authjs.session-token" : "__Host-latchkey.session-token"
  const seal = compat === 5 ? encodeV5 : encode
  const token = await seal({ token: claims, secret: secret.at(-1), salt })
  const request = new Request("https://app.example/auth/session", {
    headers: { cookie: `theme=dark; ${salt}=${token}; _ga=GA1.1` },
  })
  if ((await getSession(request, config))?.user?.email !== claims.email) throw new Error("not Ada")
  const run = { check: () => getSession(request, config), handler: () => Auth(request, config) }[
    way
  ]
  for (let n = 0; n < 3 * COUNT; n++) await run()
  globalThis.gc()
  const before = process.memoryUsage().heapUsed
  for (let n = 0; n < COUNT; n++) await run()
  return (process.memoryUsage().heapUsed - before) / COUNT
}

const bytes = []
for (const one of JSON.parse(process.argv[2])) bytes.push(await bytesOf(one))
process.stdout.write(JSON.stringify(bytes))
