/**
 * A registry on this machine, with `latchkey` and its doors as this checkout packs them: what is installed from it is
 * what a user will install. Everything else comes from the registry that npm is set to.
 *
 * `node tools/registry.mjs` serves it until it is interrupted, for trying things by hand.
 *
 * @module
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { alone, packDoors } from "./pack-doors.mjs"
import { ensureInstalled } from "./install.mjs"
import { must, pinnedNode, root, toolEnv } from "./run.mjs"

const home = join(root, "tools/registry")
const START_LIMIT = 60_000

/**
 * @typedef {object} Registry
 * @property {string} url without a slash at the end
 * @property {Record<string, string>} env what npm, pnpm, yarn and bun need to install from it, beside `process.env`
 * @property {() => Promise<void>} stop
 */

/**
 * Starts it on a free port of loopback and publishes this checkout's packages.
 *
 * @returns {Promise<Registry>}
 * @throws {Error} when it does not answer within a minute, or refuses a package
 */
export async function startRegistry() {
  const [{ latchkey, doors }, upstream] = await Promise.all([packDoors(), upstreamOf()])
  await alone("registry", () => ensureInstalled(home))
  const folder = mkdtempSync(join(tmpdir(), "latchkey-registry-"))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  writeFileSync(join(folder, "config.yaml"), settings(folder, upstream))
  const server = serve(folder, port)
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      const gone = once(server, "exit")
      server.kill("SIGKILL")
      await gone
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    await answering(url, server)
    for (const file of [latchkey, ...Object.values(doors)]) await publish(file, url, folder)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, env: clientEnv(url), stop }
}

/** What package managers read; yarn refuses plain http elsewhere, and pnpm refuses what is younger than a day. */
function clientEnv(url) {
  return {
    npm_config_registry: `${url}/`,
    pnpm_config_registry: `${url}/`,
    pnpm_config_minimum_release_age: "0",
    YARN_REGISTRY: url,
    YARN_NPM_REGISTRY_SERVER: url,
    YARN_UNSAFE_HTTP_WHITELIST: "127.0.0.1",
    YARN_NPM_MINIMAL_AGE_GATE: "0",
    BUN_CONFIG_REGISTRY: url,
  }
}

async function upstreamOf() {
  return (await must("npm", ["config", "get", "registry"])).match(/^https?:\S+/m)[0]
}

/** Ours are never asked for upstream: there must be no other `latchkey` that a test could get. */
function settings(folder, upstream) {
  const open = { access: "$all", publish: "$all", unpublish: "$all" }
  return JSON.stringify({
    storage: join(folder, "storage"),
    uplinks: { upstream: { url: upstream, cache: false, maxage: "60m", timeout: "60s" } },
    packages: {
      latchkey: open,
      "@latchkey/*": open,
      "**": { access: "$all", proxy: "upstream" },
    },
    max_body_size: "50mb",
    web: { enable: false },
    log: { type: "stdout", format: "pretty", level: "error" },
  })
}

function serve(folder, port) {
  const program = join(home, "node_modules/verdaccio/bin/verdaccio")
  const args = [program, "--config", join(folder, "config.yaml"), "--listen", `127.0.0.1:${port}`]
  const server = spawn(pinnedNode(), args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] })
  server.output = ""
  for (const stream of [server.stdout, server.stderr]) {
    stream
      .setEncoding("utf8")
      .on("data", (text) => (server.output = (server.output + text).slice(-4000)))
  }
  // Whoever started it may end without saying so.
  process.once("exit", () => server.kill("SIGKILL"))
  return server
}

async function answering(url, server) {
  const limit = Date.now() + START_LIMIT
  while (Date.now() < limit && server.exitCode === null) {
    const answer = await fetch(`${url}/-/ping`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(100)
  }
  throw new Error(`the registry does not answer:\n${server.output}`)
}

async function publish(file, url, folder) {
  // npm insists on a token; this registry takes any.
  const userconfig = join(folder, "publish.npmrc")
  writeFileSync(userconfig, `${url.slice("http:".length)}/:_authToken=anyone\n`)
  const args = [
    "publish",
    file,
    "--registry",
    `${url}/`,
    "--userconfig",
    userconfig,
    "--tag",
    "latest",
  ]
  await must("npm", [...args, "--provenance=false", "--ignore-scripts"], {
    cwd: folder,
    env: toolEnv(),
  })
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1")
  await once(probe, "listening")
  const { port } = probe.address()
  probe.close()
  await once(probe, "close")
  return port
}

async function byHand() {
  const { url, env, stop } = await startRegistry()
  console.log(`${url}\n\nInstall from it with\n`)
  for (const [name, value] of Object.entries(env)) console.log(`export ${name}=${value}`)
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void stop())
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await byHand()
