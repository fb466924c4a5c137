import { existsSync, readFileSync } from "node:fs"
import { basename, dirname, join, relative, resolve } from "node:path"
import { generateSecret } from "../../keys/generate.ts"
import { CommandError, type ExitCode, type Invocation } from "../command.ts"
import { parseEnv, setEnvValue } from "../project/env-file.ts"
import { environmentOf } from "../project/environment-of.ts"
import { findFrameworks, rulesOf } from "../project/framework.ts"
import { assertUntracked, ensureIgnored } from "../project/keep-from-git.ts"
import { keyId } from "../project/key-id.ts"
import { writeFileAtomically } from "../project/write-file.ts"
import { nextRingName, RING_NAMES } from "./ring-names.ts"

export interface ToFileOptions {
  /** Default: what the framework reads. */
  readonly file?: string
  /** What remains to be done, to print at the end. */
  readonly next?: readonly string[]
}

/** Where a secret may stand already, in the order of their strength. */
const NAMES = [...RING_NAMES.toReversed(), "NEXTAUTH_SECRET"]

interface Found {
  readonly name: string
  readonly file: string
  readonly value: string
}

/** Makes a secret and writes it to an env file. */
export async function toFile(invocation: Invocation, options: ToFileOptions): Promise<ExitCode> {
  const { flags, folder } = invocation
  const file = targetFile(invocation, options)
  const there = existing(folder, file)
  if (flags["rotate"]) return write(invocation, options, file, rotationName(there))
  const [first] = there
  if (!first || flags["force"]) return write(invocation, options, file, "AUTH_SECRET")
  return leave(invocation, options, file, there)
}

function targetFile({ flags, folder }: Invocation, options: ToFileOptions): string {
  const asked = options.file ?? flags["file"]
  if (typeof asked === "string") {
    const file = resolve(folder, asked)
    if (!existsSync(dirname(file)))
      throw new CommandError("There is no such folder. Nothing was written")
    return file
  }
  const frameworks = findFrameworks(folder)
  const files = new Set(frameworks.map((one) => one.file))
  if (files.size === 1) return join(folder, [...files][0]!)
  if (files.size > 1) {
    const names = frameworks.map((one) => `${one.name} (${one.file})`).join(", ")
    throw new CommandError(
      `There are several frameworks here: ${names}. Nothing was written; say which file: ` +
        "latchkey secret --file .env.local",
    )
  }
  throw new CommandError(
    existsSync(join(folder, "package.json"))
      ? "package.json names no framework that is known here. Nothing was written; say which file: latchkey secret --file .env"
      : "There is no package.json here. Nothing was written; go to the project's folder, or say which file: latchkey secret --file .env",
  )
}

/** The secrets that the project's files hold, the newest first; those of the target file before others. */
function existing(folder: string, target: string): Found[] {
  const rules = rulesOf(findFrameworks(folder))
  // A file for one environment stands for itself; the common ones are seen together.
  const isCommon = [".env", ".env.local"].includes(basename(target))
  const others = isCommon ? rules.files("development").map((name) => join(folder, name)) : []
  const files = [...new Set([target, ...others])].filter((file) => existsSync(file))
  return files.flatMap((file) => {
    const entries = parseEnv(readFileSync(file, "utf8"))
    return NAMES.flatMap((name) => {
      const value = entries.findLast((entry) => entry.name === name)?.value.trim() ?? ""
      return value === "" ? [] : [{ name, file, value }]
    })
  })
}

function rotationName(there: readonly Found[]): string {
  return nextRingName(there.map((found) => found.name))
}

async function write(
  invocation: Invocation,
  { next = [] }: ToFileOptions,
  file: string,
  name: string,
): Promise<ExitCode> {
  const { folder, json, terminal, env } = invocation
  const shown = relative(folder, file) || file
  assertUntracked(folder, file)
  const value = generateSecret({ environment: environmentOf(file) })
  writeFileAtomically(
    file,
    setEnvValue(existsSync(file) ? readFileSync(file, "utf8") : "", name, value),
  )
  const key = await keyId(value)
  const ignored = await ensureIgnored(invocation, file)
  const notes = [...next]
  if (env[name])
    notes.push(`${name} is set in this shell as well, and that is stronger than ${shown}.`)
  if (ignored === "shown")
    notes.push(`git would commit ${shown}: add it to .gitignore, or run this with --yes.`)
  if (json) {
    terminal.out(
      JSON.stringify({ ok: true, written: true, name, file: shown, key, git: ignored, notes }),
    )
    return 0
  }
  terminal.out(`${terminal.paint.green("✓")} ${name} (key ${key}) is in ${shown}.`)
  if (name !== "AUTH_SECRET")
    terminal.out("The older ones still open what they sealed: nobody is signed out.")
  if (ignored === "added") terminal.out(`.gitignore now has ${basename(file)}.`)
  for (const note of notes) terminal.out(note)
  return 0
}

/** What else can be done with a secret that is there. */
const COMMANDS = {
  "see all keys": "latchkey keys status",
  "rotate with a date, in one deploy": "latchkey keys rotate",
  "publish the next one first": "latchkey keys next",
  "end one that leaked": "latchkey keys revoke <key>",
} as const

/** A secret is there: says which, changes nothing without a yes, and offers to rotate. */
async function leave(
  invocation: Invocation,
  options: ToFileOptions,
  file: string,
  there: readonly Found[],
): Promise<ExitCode> {
  const { folder, json, terminal } = invocation
  const [{ name, file: at, value }] = there as [Found]
  const key = await keyId(value)
  const shown = relative(folder, at) || at
  const rotate = "latchkey secret --rotate"
  if (json) {
    const there = { name, file: shown, key }
    terminal.out(
      JSON.stringify({ ok: true, written: false, existing: there, rotate, commands: COMMANDS }),
    )
    return 0
  }
  terminal.out(`${name} (key ${key}) is in ${shown} already. Nothing was changed.`)
  for (const line of options.next ?? []) terminal.out(line)
  if (await terminal.confirm("Add a newer one beside it, so that nobody is signed out?")) {
    return write(invocation, options, file, rotationName(there))
  }
  terminal.out(`To add a newer one beside it, so that nobody is signed out: ${rotate}`)
  for (const [what, command] of Object.entries(COMMANDS)) terminal.out(`To ${what}: ${command}`)
  return 0
}
