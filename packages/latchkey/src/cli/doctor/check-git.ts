import type { Buffer } from "node:buffer"
import { posix, relative } from "node:path"
import { assessSecret } from "../../keys/strength.ts"
import { parseEnv } from "../project/env-file.ts"
import { git, isIgnored, isRepository, isTracked } from "../project/git.ts"
import type { Finding } from "./finding.ts"
import { findNeedle, needlesOf } from "./needles.ts"
import { KEY_NAMES, type Project } from "./project.ts"

/** What is looked at of the history, the newest first. */
const MAX_BLOBS = 20_000
const MAX_BLOB_BYTES = 512 * 1024
const BATCH_BYTES = 16 * 1024 * 1024
const MAX_FINDINGS = 10

const SKIP =
  /(?:^|\/)(?:node_modules|dist|\.next)\/|(?:package-lock\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?)$|\.(?:png|jpe?g|gif|webp|avif|ico|svg|woff2?|ttf|mp4|pdf|zip|gz|wasm)$/i
const ENV_FILE = /(?:^|\/)\.env(?:\.(?!.*(?:example|sample|template|defaults?|dist)$)[\w.-]+)?$/i

/** Whether git keeps a secret, or would. Values never go into an argument: they are searched for here. */
export async function checkGit(project: Project): Promise<Finding[]> {
  const { folder } = project
  if (!isRepository(folder)) return []
  return [...checkIgnored(project), ...(await checkHistory(project))]
}

function checkIgnored({ folder, files, secretFiles }: Project): Finding[] {
  const inEnvFiles = files.flatMap(({ name, entries }) => {
    const entry = entries.find((one) => KEY_NAMES.includes(one.name) && one.value.trim() !== "")
    return entry ? [{ file: name, line: entry.line, holds: entry.name }] : []
  })
  const inOwnFiles = secretFiles
    .filter(({ value }) => value !== undefined)
    .map(({ path, name }) => ({ file: relative(folder, path), line: 1, holds: name }))
  return [...inEnvFiles, ...inOwnFiles]
    .filter(({ file }) => !file.startsWith("..") && !isTracked(folder, file))
    .filter(({ file }) => !isIgnored(folder, file))
    .map(({ file, line, holds }) => ({
      code: "NotIgnored",
      severity: "error",
      file,
      line,
      message: `git would commit ${file}, which holds ${holds}`,
      fix: `Add the line ${file} to .gitignore: npx latchkey doctor --fix`,
    }))
}

interface Blob {
  readonly id: string
  readonly path: string
}

async function checkHistory(project: Project): Promise<Finding[]> {
  const { folder, secrets } = project
  const needles = needlesOf(secrets.keys())
  const present = currentBlobs(folder)
  const prefix = git(folder, ["rev-parse", "--show-prefix"])?.toString().trim() ?? ""
  const findings: Finding[] = []
  const seen = new Set<string>()
  for (const { blob, bytes } of readBlobs(folder, listBlobs(folder))) {
    if (findings.length >= MAX_FINDINGS) break
    const now = present.get(blob.path) === blob.id
    const known = findNeedle(bytes, needles)
    const kept = ENV_FILE.test(blob.path) ? await keptSecret(bytes) : undefined
    if (!known && !kept) continue
    const id = `${blob.path} ${now} ${!!known}`
    if (seen.has(id)) continue
    seen.add(id)
    const line = known?.line ?? kept!.line
    const shown = { id: blob.id, path: posix.relative(prefix, blob.path) }
    findings.push(now ? committed(shown, line) : remembered(folder, shown, line, !!known))
  }
  return findings
}

function committed({ path }: Blob, line: number): Finding {
  return {
    code: "CommittedSecret",
    severity: "error",
    file: path,
    line,
    message: `${path} is committed and holds a secret: who can read the repository can sign sessions`,
    fix: `Make a new secret and drop this one; then: git rm --cached ${path}, and add it to .gitignore`,
  }
}

function remembered(folder: string, { id, path }: Blob, line: number, inUse: boolean): Finding {
  const commits = git(folder, [
    "log",
    "--all",
    "--reflog",
    "--max-count=8",
    "--format=%h",
    `--find-object=${id}`,
  ])
  const commit = commits?.toString().trim().split("\n").at(-1) || "an earlier commit"
  return {
    code: "HistorySecret",
    // One that nothing uses any more was probably replaced for this reason.
    severity: inUse ? "error" : "warning",
    file: path,
    line,
    message: inUse
      ? `The secret in use was committed in ${commit} (${path}); removing the file doesn't take it out of the history`
      : `A secret was committed in ${commit} (${path}); none of those in use here`,
    fix: inUse
      ? "Make a new secret and drop this one; rewriting the history alone doesn't help who has a copy"
      : "Nothing, if it is out of use everywhere",
  }
}

/** An assignment of a real secret, not of a placeholder. */
async function keptSecret(bytes: Buffer): Promise<{ line: number } | undefined> {
  for (const { name, value, line } of parseEnv(bytes.toString("utf8"))) {
    if (!KEY_NAMES.includes(name) || value.trim() === "") continue
    if ((await assessSecret(value)).verdict !== "public") return { line }
  }
  return undefined
}

/** What the index has now, by path from this folder's repository root. */
function currentBlobs(folder: string): Map<string, string> {
  const listing = git(folder, ["ls-files", "--stage", "--full-name", "-z", ":/"])?.toString() ?? ""
  const blobs = new Map<string, string>()
  for (const line of listing.split("\0")) {
    const found = /^\d+ ([0-9a-f]+) \d\t(.*)$/s.exec(line)
    if (found) blobs.set(found[2]!, found[1]!)
  }
  return blobs
}

function listBlobs(folder: string): Blob[] {
  const listing = git(folder, ["rev-list", "--objects", "--all", "--reflog", "--indexed-objects"])
  const envFiles: Blob[] = []
  const others: Blob[] = []
  for (const line of listing?.toString().split("\n") ?? []) {
    const space = line.indexOf(" ")
    const path = line.slice(space + 1)
    if (space < 0 || path === "" || SKIP.test(path)) continue
    const into = ENV_FILE.test(path) ? envFiles : others
    if (into.length < MAX_BLOBS) into.push({ id: line.slice(0, space), path })
  }
  return [...envFiles, ...others]
}

function* readBlobs(
  folder: string,
  blobs: readonly Blob[],
): Generator<{ blob: Blob; bytes: Buffer }> {
  const names = blobs.map((blob) => `${blob.id}\n`).join("")
  const sizes = git(folder, ["cat-file", "--batch-check"], names)?.toString().split("\n") ?? []
  let batch: Blob[] = []
  let size = 0
  for (const [at, blob] of blobs.entries()) {
    const [, type, bytes] = (sizes[at] ?? "").split(" ")
    if (type !== "blob" || Number(bytes) > MAX_BLOB_BYTES) continue
    batch.push(blob)
    size += Number(bytes)
    if (size < BATCH_BYTES) continue
    yield* readBatch(folder, batch)
    batch = []
    size = 0
  }
  yield* readBatch(folder, batch)
}

function* readBatch(
  folder: string,
  blobs: readonly Blob[],
): Generator<{ blob: Blob; bytes: Buffer }> {
  if (blobs.length === 0) return
  const names = blobs.map((blob) => `${blob.id}\n`).join("")
  const answer = git(folder, ["cat-file", "--batch"], names)
  let at = 0
  for (const blob of blobs) {
    const end = answer?.indexOf(10, at) ?? -1
    if (end < 0) return
    const size = Number(answer!.toString("latin1", at, end).split(" ")[2])
    if (!Number.isSafeInteger(size)) return
    yield { blob, bytes: answer!.subarray(end + 1, end + 1 + size) }
    at = end + 1 + size + 1
  }
}
