/**
 * Prepares, starts and stops the demo; for `npm start` and for the browser tests.
 *
 * @module
 */
import { execFileSync, fork, spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { once } from "node:events"
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { createServer } from "node:net"
import { join, relative } from "node:path"
import { build, tarball } from "./build.mjs"
import { ensureInstalled } from "./install.mjs"
import { must, pinnedNode, root, run, toolEnv } from "./run.mjs"

export const demo = join(root, "apps/demo")
const LIBRARY = "node_modules/latchkey"
const STAMP = ".latchkey-stamp"

/** Everything that the demo needs on disk: its dependencies, and our package as it would be published. */
export async function prepareDemo() {
  await ensureInstalled(demo)
  const { fingerprint } = await build({ pack: true })
  const library = join(demo, LIBRARY)
  const stamp = join(library, STAMP)
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint) return
  rmSync(library, { recursive: true, force: true })
  mkdirSync(library, { recursive: true })
  execFileSync("tar", ["-xzf", tarball, "-C", library, "--strip-components=1"])
  // What it depends on, in the versions of our lockfile: no registry is asked, and git sees no change.
  const { dependencies } = JSON.parse(readFileSync(join(library, "package.json"), "utf8"))
  for (const name of Object.keys(dependencies)) {
    const to = join(library, "node_modules", name)
    cpSync(join(root, "node_modules", name), to, { recursive: true })
  }
  writeFileSync(stamp, fingerprint)
}

/**
 * A copy of the demo to test in, with nothing that a run has left in the first: no secret, no database, no build.
 *
 * @param {string} to replaced, but for what Next.js has compiled
 */
export async function copyDemo(to) {
  await prepareDemo()
  for (const name of existsSync(to) ? readdirSync(to) : []) {
    if (name !== ".next") rmSync(join(to, name), { recursive: true, force: true })
  }
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(demo).filter(
    (each) => !/^(\.next|\.latchkey|\.env|node_modules)/.test(each),
  )) {
    cpSync(join(demo, name), join(to, name), { recursive: true })
  }
  // Links cost no space; where there can be none (another disk, another cp), a real copy does it too.
  const linked = await run("cp", ["-al", join(demo, "node_modules"), to])
  if (linked.code !== 0) {
    rmSync(join(to, "node_modules"), { recursive: true, force: true })
    await must("cp", ["-R", join(demo, "node_modules"), to])
  }
}

/**
 * Builds the demo for production, unless that has been done. Without any secret: none is needed before it runs.
 *
 * @param {string} [folder] the demo, or a copy of it
 */
export async function buildDemo(folder = demo) {
  const stamp = join(folder, ".next/latchkey-stamp")
  const wanted = sources(folder)
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return
  const env = toolEnv({ NODE_ENV: "production" })
  for (const name of Object.keys(env)) if (/^(NEXT)?AUTH_/.test(name)) delete env[name]
  await must(pinnedNode(), [nextBin(folder), "build"], { cwd: folder, env })
  writeFileSync(stamp, wanted)
}

function sources(folder) {
  const hash = createHash("sha256").update(readFileSync(join(folder, LIBRARY, STAMP)))
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => !/^(node_modules|\.next|\.latchkey|local)\//.test(file))
    .filter((file) => !/(next-env\.d\.ts|\.local|\.tsbuildinfo)$/.test(file))
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(join(folder, file)))
  return hash.digest("hex")
}

function nextBin(folder) {
  return join(folder, "node_modules/next/dist/bin/next")
}

/** The first free port from the given one on. */
export async function freePort(from) {
  for (let port = from; port < from + 100; port++) {
    if (await isFree(port)) return port
  }
  throw new Error(`No free port from ${from} on`)
}

async function isFree(port) {
  // Next.js listens on every address; a port is free when none of them is taken.
  for (const host of ["127.0.0.1", "::"]) {
    const server = createServer()
    server.listen(port, host)
    const free = await Promise.race([
      once(server, "listening").then(() => true),
      once(server, "error").then(
        ([error]) => error.code === "EAFNOSUPPORT" || error.code === "EADDRNOTAVAIL",
      ),
    ]).catch((error) => error.code === "EAFNOSUPPORT" || error.code === "EADDRNOTAVAIL")
    await new Promise((done) => server.close(done))
    if (!free) return false
  }
  return true
}

/**
 * Starts the identity provider and the mailbox.
 *
 * @param {number} port of the demo
 * @returns {Promise<{ environment: Record<string, string>, stop: () => void }>}
 */
export async function startLocal(port) {
  const child = fork(join(demo, "local/start.mjs"), {
    cwd: demo,
    execPath: pinnedNode(),
    env: toolEnv({ DEMO_PORT: String(port) }),
    silent: true,
  })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text))
  const ended = once(child, "exit").then(() => {
    throw new Error(`The local services ended:\n${output}`)
  })
  const [environment] = await Promise.race([once(child, "message"), ended])
  ended.catch(() => {})
  return { environment, stop: () => child.kill() }
}

/**
 * Starts Next.js, and waits until it answers.
 *
 * @param {{ mode: "dev" | "start", port: number, env: Record<string, string | undefined>, folder?: string, path?: string }} options
 *   `path`: of a page that answers a newcomer. Default: `/`
 * @returns {Promise<{ url: string, output: () => string, onOutput: (listener: (text: string) => void) => void, ended: Promise<unknown>, stop: (signal?: NodeJS.Signals) => Promise<void> }>}
 */
export async function startNext({ mode, port, env, folder = demo, path = "/" }) {
  const args = [nextBin(folder), mode, "-p", String(port), "-H", "127.0.0.1"]
  const nodeEnv = mode === "dev" ? "development" : "production"
  const child = spawn(pinnedNode(), args, {
    cwd: folder,
    env: toolEnv({ NODE_ENV: nodeEnv, ...env }),
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: Next.js has children, and a killed parent would leave them behind.
    detached: true,
  })
  let output = ""
  const listeners = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8")
    stream.on("data", (text) => {
      output += text
      for (const listener of listeners) listener(text)
    })
  }
  const ended = once(child, "exit")
  const stop = async (signal = "SIGTERM") => {
    signalGroup(child.pid, signal)
    if (child.exitCode === null && child.signalCode === null) await ended
    // Whoever of the group has outlived it.
    signalGroup(child.pid, "SIGKILL")
  }
  const url = `http://localhost:${port}`
  try {
    await answers(`${url}${path}`, ended)
  } catch (error) {
    await stop("SIGKILL")
    throw new Error(`${error.message}\n${output}`)
  }
  const onOutput = (listener) => void listeners.push(listener)
  return { url, output: () => output, onOutput, ended, stop }
}

/** Sends a signal to a group of processes that we started. */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal)
  } catch {
    // It is gone.
  }
}

/** Waits for an answer to the page of a newcomer, which also has it compiled. */
async function answers(url, ended) {
  let over = false
  ended.then(() => (over = true))
  const deadline = Date.now() + 120_000
  while (Date.now() < deadline) {
    if (over) throw new Error("Next.js ended before it answered.")
    const response = await fetch(url, { signal: AbortSignal.timeout(90_000) }).catch(() => null)
    if (response?.ok) return
    if (response && response.status >= 500) throw new Error(`${url} answers ${response.status}.`)
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(`${url} did not answer in two minutes.`)
}
