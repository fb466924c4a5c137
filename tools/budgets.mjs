/**
 * What the package may weigh as it is published, and how many files a process may load of it: counts, not times.
 *
 * @module
 */
import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { tarball } from "./build.mjs"
import { pinnedNode, run } from "./run.mjs"

const KB = 1024

/** What the package may weigh, in bytes: the tarball, and unpacked. */
const packedLimits = { tarball: 1_100 * KB, unpacked: 3_550 * KB }

/** How many files a process may load until it has read a session. */
const starts = [
  {
    name: "a check of a token",
    limit: 3,
    script: `import { getToken } from "latchkey/jwt"
      await getToken({ req: new Request("https://app.example/"), secret: "x".repeat(43) })`,
  },
  {
    name: "a server",
    limit: 7,
    script: `import { Auth } from "latchkey"
      import GitHub from "latchkey/providers/github"
      const logger = { info() {}, warn() {}, error() {} }
      const secret = "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk"
      const config = { secret, providers: [GitHub({ clientId: "id", clientSecret: "s" })], basePath: "/auth", trustHost: true, logger }
      const { status } = await Auth(new Request("https://app.example/auth/session"), config)
      if (status !== 200) throw new Error("answers " + status)`,
  },
]

/**
 * @param {string} consumer a folder in whose `node_modules` the packed package lies, unpacked
 * @returns {Promise<{ name: string, problem?: string, note?: string }[]>}
 */
export async function packageBudgets(consumer) {
  return [
    packedLightly(consumer),
    ...(await Promise.all(starts.map((start) => startsWithFew(start, consumer)))),
  ]
}

/** What is downloaded, and what lies on the disk. */
function packedLightly(consumer) {
  const files = readdirSync(join(consumer, "node_modules/latchkey"), {
    recursive: true,
    withFileTypes: true,
  })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).size)
  const sizes = {
    tarball: statSync(tarball).size,
    unpacked: files.reduce((sum, size) => sum + size, 0),
  }
  const note = Object.entries(sizes)
    .map(([what, size]) => `${what} ${Math.round(size / KB)} of ${packedLimits[what] / KB} KB`)
    .join(", ")
  const isLight = Object.entries(sizes).every(([what, size]) => size <= packedLimits[what])
  return { name: "the package is light", ...(isLight ? { note } : { problem: note }) }
}

/** Counted by the loader of a process of its own. */
async function startsWithFew({ name, script, limit }, consumer) {
  const check = { name: `${name} starts with few files` }
  const hooks = `import { registerHooks } from "node:module"
    const files = new Set()
    registerHooks({ load: (url, context, next) => (url.startsWith("file:") && files.add(url), next(url, context)) })
    process.on("exit", () => console.log("files", files.size))`
  const loader = `data:text/javascript,${encodeURIComponent(hooks)}`
  const args = ["--no-warnings", "--import", loader, "--input-type=module", "-e", script]
  const { code, output } = await run(pinnedNode(), args, { cwd: consumer })
  const count = Number(/files (\d+)/.exec(output)?.[1])
  const note = `${count} of ${limit}`
  return code === 0 && count > 0 && count <= limit
    ? { ...check, note }
    : { ...check, problem: `${note}\n${output}` }
}
