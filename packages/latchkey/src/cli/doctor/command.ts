import { join } from "node:path"
import { environmentKeys, lookedAt, SECRET_NAMES } from "../../keys/environment.ts"
import { type Command, CommandError, type ExitCode, type Invocation } from "../command.ts"
import { type LoadedProject, loadProject } from "../project/load-project.ts"
import { addIgnoreLines } from "../project/ignore-lines.ts"
import { keyId } from "../project/key-id.ts"
import {
  askRunning,
  type Question,
  questionOf,
  type Running,
  RUNNING_HELP,
  RUNNING_OPTIONS,
} from "../running/running.ts"
import { asText, inJson } from "../running/show.ts"
import { checkBundle } from "./check-bundle.ts"
import { checkDates } from "./check-dates.ts"
import { checkFiles } from "./check-files.ts"
import { checkGit } from "./check-git.ts"
import { checkImages } from "./check-images.ts"
import { checkNext } from "./check-next.ts"
import { checkRing } from "./check-ring.ts"
import { checkRunning } from "./check-running.ts"
import { checkSecretSource } from "./check-secret-source.ts"
import { checkSharing } from "./check-sharing.ts"
import { checkSource } from "./check-source.ts"
import { checkValues } from "./check-values.ts"
import type { Finding } from "./finding.ts"
import { modeOf, type Project, readProject } from "./project.ts"

const help = `Usage: latchkey doctor [options]

Checks the secrets of this project: present, whole, strong, each environment its own, and nowhere they don't belong:
git and its history, images, bundles, build output, code. Where latchkey.config.ts or AUTH_KEYRING_URL names a source
or a ring, that too: reached, opened, its clock, its instances. With --url it asks the running ones, with a token made of
this project's keys: which are ready, whether all hold the same keys, and whether they will after a restart. Prints no
secret. Exit code 1 when something is wrong.

  --env <environment>  production or development (default: NODE_ENV, else development)
${RUNNING_HELP}
  --fix                write the ignore lines that are missing
  --json               answer in JSON: { ok, environment, frameworks, trace, findings, fixed }, and with --url
                       running: { agree, key, ours, instances, failures }`

interface TraceLine {
  readonly name: string
  readonly state: string
  /** `environment`, or the file. */
  readonly from?: string
  readonly key?: string
}

/** `latchkey doctor`. */
export const doctorCommand: Command = {
  help,
  options: { env: { type: "string" }, fix: { type: "boolean" }, ...RUNNING_OPTIONS },
  positionals: 0,
  async run(invocation) {
    const question = questionOf(invocation)
    const project = readProject(invocation.folder, modeOf(invocation), invocation.env)
    let findings = await examine(project)
    const fixed = invocation.flags["fix"] ? fix(project, findings) : []
    if (fixed.length > 0) findings = await examine(project)
    // Last, since it brings the env files into this process, as the application's framework does.
    const beyond = await examineKeys(invocation, project, question)
    const here = beyond.hasKeys ? findings.filter(({ code }) => code !== "MissingSecret") : findings
    const all = inOrder([...here, ...beyond.findings])
    return report(invocation, { project, findings: all, fixed, running: beyond.running })
  },
}

interface Beyond {
  readonly findings: readonly Finding[]
  /** Keys were had from there: the environment need not hold any. */
  readonly hasKeys: boolean
  /** What the instances said, where they were asked. */
  readonly running?: Running
}

/** Nothing was learnt of the keys. */
const UNKNOWN: ReadonlySet<Finding["code"]> = new Set(["RingUnreachable", "SourceUnreachable"])

/** What the project's file or `AUTH_KEYRING_URL` leads to, and what the running instances say. */
async function examineKeys(
  invocation: Invocation,
  environment: Project,
  question: Question | undefined,
): Promise<Beyond> {
  const ask = async (project?: LoadedProject): Promise<Pick<Beyond, "findings" | "running">> => {
    if (!question) return { findings: [] }
    const running = await askRunning(question, project)
    return { running, findings: checkRunning(running, environment.mode) }
  }
  let loaded: LoadedProject
  try {
    loaded = await loadProject(invocation)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    const fix = "Put it right; `latchkey keys status` shows whether it works"
    const { message } = error
    const { findings, running } = await ask()
    const broken = { code: "BadProjectFile", severity: "error", message, fix } as const
    return { findings: [broken, ...findings], hasKeys: false, ...(running ? { running } : {}) }
  }
  try {
    const keys = await examineLoaded(loaded)
    const { findings, running } = await ask(loaded)
    const hasKeys = loaded.kind !== "static" && !keys.some(({ code }) => UNKNOWN.has(code))
    return { findings: [...keys, ...findings], hasKeys, ...(running ? { running } : {}) }
  } finally {
    await loaded.close()
  }
}

async function examineLoaded(loaded: LoadedProject): Promise<Finding[]> {
  if (loaded.kind === "managed") return checkRing(loaded)
  return loaded.kind === "sourced" ? checkSecretSource(loaded) : []
}

async function examine(project: Project): Promise<Finding[]> {
  return [
    ...(await checkValues(project)),
    ...checkFiles(project),
    ...checkDates(project),
    ...checkSharing(project),
    ...(await checkGit(project)),
    ...checkImages(project),
    ...checkNext(project),
    ...checkBundle(project),
    ...checkSource(project),
  ]
}

function inOrder(findings: Finding[]): Finding[] {
  const rank = { error: 0, warning: 1 }
  return findings.sort((a, b) => rank[a.severity] - rank[b.severity])
}

/** Writes what is safe to write: ignore lines. Answers with what it wrote. */
function fix({ folder }: Project, findings: readonly Finding[]): string[] {
  const fixed: string[] = []
  const lines = findings.filter((one) => one.code === "NotIgnored").map((one) => one.file!)
  if (lines.length > 0) {
    addIgnoreLines(join(folder, ".gitignore"), lines)
    fixed.push(`.gitignore: ${lines.join(", ")}`)
  }
  if (findings.some((one) => one.code === "ImageSecret" && one.fix.includes(".dockerignore"))) {
    addIgnoreLines(join(folder, ".dockerignore"), [".env*"])
    fixed.push(".dockerignore: .env*")
  }
  return fixed
}

async function traceOf({ settings }: Project): Promise<TraceLine[]> {
  const looked = lookedAt((name) => settings.get(name)?.value)
  return Promise.all(
    looked.map(async ({ name, state }) => {
      const setting = settings.get(name)
      if (!setting) return { name, state }
      const from = setting.file ?? "environment"
      if (state !== "set") return { name, state, from }
      return { name, state, from, key: await keyId(setting.value) }
    }),
  )
}

interface Report {
  readonly project: Project
  readonly findings: readonly Finding[]
  readonly fixed: readonly string[]
  readonly running: Running | undefined
}

async function report({ json, terminal }: Invocation, what: Report): Promise<ExitCode> {
  const { project, findings, fixed, running } = what
  const ok = !findings.some((one) => one.severity === "error")
  const trace = await traceOf(project)
  if (json) {
    const frameworks = project.frameworks.map((one) => one.name)
    const { mode: environment } = project
    const answer = { ok, environment, frameworks, trace, findings, fixed, ...inJson(running) }
    terminal.out(JSON.stringify(answer, null, 2))
    return ok ? 0 : 1
  }
  const { bold, dim, red, yellow, green } = terminal.paint
  terminal.out(bold(`Secrets for ${project.mode}`))
  for (const { name, state, from, key } of trace) {
    const where = from === undefined ? "" : ` in ${from}`
    terminal.out(`  ${name}: ${state}${where}${key === undefined ? "" : ` (key ${key})`}`)
  }
  const { newest } = environmentKeys((name) => project.settings.get(name)?.value)
  if (newest) terminal.out(dim(`  ${newest} seals; all that are set open.`))
  else if (project.mode === "development") {
    terminal.out(
      dim(`  None of ${SECRET_NAMES.length} names is set: development makes its own secret.`),
    )
  }
  for (const line of asText(running, terminal.paint)) terminal.out(line)
  for (const line of fixed) terminal.out(`${green("✓")} wrote ${line}`)
  for (const { severity, code, file, line, message, fix: what } of findings) {
    const mark = severity === "error" ? red("✗") : yellow("!")
    const where = file === undefined ? "" : `${file}${line === undefined ? "" : `:${line}`}: `
    terminal.out(`${mark} ${where}${message} ${dim(`[${code}]`)}\n    ${what}.`)
  }
  if (findings.length === 0) terminal.out(`${green("✓")} Nothing to complain of.`)
  return ok ? 0 : 1
}
