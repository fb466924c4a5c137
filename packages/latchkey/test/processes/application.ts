/**
 * One instance of an application: serves the routes over HTTP, and does what its parent tells it.
 *
 * @module
 */
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { KeyStore } from "../../src/contracts/keys.ts"
import { handle } from "../../src/core/handle.ts"
import { keyring } from "../../src/keys/managed/keyring.ts"
import { open } from "../../src/keys/open.ts"
import { resolveKeys } from "../../src/keys/resolve.ts"
import { seal } from "../../src/keys/seal.ts"
import type { SealSpec } from "../../src/keys/model.ts"
import { placeIn } from "./databases.ts"
import type { Done, Settings, Task } from "./orders.ts"

const settings = JSON.parse(process.argv[2]!) as Settings
const spec: SealSpec = { format: "own", purpose: "session", salt: "" }
const read = (name: string): string | undefined => process.env[name]
const logger = { error() {}, warn() {}, debug() {}, info() {} }
const { store } = placeIn(settings.kind, settings.url, settings.name)
let dieAt: Task["dieAt"]

/** The store, in which the process dies at the next write if it was told to. */
const mortal: KeyStore = {
  ...store,
  async write(bytes, expected) {
    const die = (): void => void process.kill(process.pid, "SIGKILL")
    if (dieAt === "before") die()
    const writing = store.write(bytes, expected)
    if (dieAt === "during") setImmediate(die)
    const result = await writing
    if (dieAt === "after") die()
    return result
  },
}

const secret = keyring({ store: mortal, onEvent: () => {}, ...settings.policy })
const config: AuthConfig = {
  providers: [
    {
      id: "credentials",
      name: "Credentials",
      type: "credentials",
      credentials: {},
      authorize: () => ({ id: "7", name: "Ada" }),
    },
  ],
  session: { updateAge: 1 },
  secret,
  logger,
}

async function work(task: Task): Promise<Omit<Done, "id">> {
  // Other orders come meanwhile; they don't save it.
  dieAt ??= task.dieAt
  switch (task.order) {
    case "seal": {
      const { ring } = await resolveKeys({ secret, passed: true, read, production: true })
      const token = await seal(ring, spec, { sub: "1" }, { maxAge: task.maxAge! })
      return { token, kid: ring.keys[0]!.id }
    }
    case "open":
      return openToken(task.token!)
    case "rotate":
      return statusOf(await secret.rotate())
    case "revoke":
      return statusOf(await secret.revoke(task.kid!, { reason: "leaked" }))
    case "status":
      return statusOf(await secret.status())
    case "export":
      return { strings: await secret.export() }
  }
}

async function openToken(token: string): Promise<Omit<Done, "id">> {
  const keys = await resolveKeys({ secret, passed: true, read, production: true })
  let opened = await open(keys.ring, [spec], token)
  if (opened.status === "unknown") {
    const newer = keys.refresh()
    if (newer) opened = await open(await newer, [spec], token)
  }
  return { status: opened.status }
}

function statusOf(status: Awaited<ReturnType<typeof secret.status>>): Omit<Done, "id"> {
  const { active, rev, behind } = status
  const revoked = status.tombstones.filter((one) => one.status === "revoked").map(({ id }) => id)
  const waiting = status.keys.filter(({ state }) => state === "published").map(({ id }) => id)
  return { kid: active, rev, behind, revoked, waiting }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ""
  for await (const chunk of request) body += String(chunk)
  return body
}

const server = createServer((request, response) => {
  void bodyOf(request).then(async (body) => {
    const { method = "GET", url, headers } = request
    const answer = await handle(
      new Request(`https://app.example${url}`, {
        method,
        headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
        ...(method === "POST" ? { body } : {}),
      }),
      config,
      { compat: undefined, basePath: "/auth" },
    )
    for (const [name, value] of answer.headers) {
      if (name !== "set-cookie") response.setHeader(name, value)
    }
    response.setHeader("set-cookie", answer.headers.getSetCookie())
    response.writeHead(answer.status).end(await answer.text())
  })
})

process.on("message", (task: Task) => {
  const failed = (error: unknown): Omit<Done, "id"> => ({ status: `error: ${String(error)}` })
  void work(task)
    .catch(failed)
    .then((done) => process.send!({ id: task.id, ...done }))
})
process.on("disconnect", () => process.exit())
server.listen(0, "127.0.0.1", () => {
  process.send!({ id: 0, port: (server.address() as AddressInfo).port } satisfies Done)
})
