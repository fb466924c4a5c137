/**
 * `npm start`: installs what is missing, builds, and runs the demo with all it needs on this machine.
 * `--port N` or PORT chooses the port, `--production` runs what `next build` makes.
 *
 * @module
 */
import { join } from "node:path"
import { parseArgs } from "node:util"
import { root } from "./run.mjs"
import { ensureInstalled } from "./install.mjs"

const { values } = parseArgs({
  options: { port: { type: "string" }, production: { type: "boolean", default: false } },
})

async function main() {
  const start = performance.now()
  await ensureInstalled(root)
  const { buildDemo, freePort, prepareDemo, startLocal, startNext } = await import("./demo.mjs")
  const wish = Number(values.port ?? process.env.PORT ?? 0)
  const port = wish || (await freePort(3000))
  await prepareDemo()
  const mode = values.production ? "start" : "dev"
  if (values.production) {
    console.log("Building the demo (when it has changed; without any secret) …")
    await buildDemo()
  }
  console.log("Starting …")
  const local = await startLocal(port)
  const env = { ...local.environment, ...(values.production && (await production())) }
  const next = await startNext({ mode, port, env }).catch((error) => {
    local.stop()
    throw error
  })
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await next.stop()
    local.stop()
    process.exit()
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void stop())
  next.ended.then(
    () => void stop(),
    () => {},
  )
  console.log(notes(next.output()) + greeting(next.url, (performance.now() - start) / 1000))
  next.onOutput((text) => process.stdout.write(text))
}

/**
 * In production the secret comes from outside; here from a file that git ignores. It wraps another ring than the
 * development secret does, so that one lies in another database.
 */
async function production() {
  const { readSettings } = await import("../apps/demo/local/settings.mjs")
  const { DEMO_DATABASE, AUTH_SECRET } = process.env
  return {
    DEMO_DATABASE: DEMO_DATABASE ?? join(root, "apps/demo/.latchkey/production.sqlite"),
    AUTH_SECRET: AUTH_SECRET ?? readSettings().authSecret,
  }
}

/** What Latchkey had to say at the start: where its keys come from. */
function notes(output) {
  const lines = output.split("\n").filter((line) => line.includes("[auth]"))
  return [...new Set(lines)].map((line) => `${line}\n`).join("")
}

function greeting(url, seconds) {
  return `
  Latchkey demo                          ready in ${seconds.toFixed(1)} s

  Open       ${url}
  Sign in    Local ID (pick a person), or
             name      demo
             password  demo-password
  Mails      ${url}/mail
  Keys       ${url}/keys (with the password)

  Ctrl-C stops it. Start again: you are still signed in.
`
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
