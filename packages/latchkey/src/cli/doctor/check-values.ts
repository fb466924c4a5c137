import { damageOf, SECRET_NAMES } from "../../keys/environment.ts"
import { inspectSecret } from "../../keys/generate.ts"
import { assessSecret } from "../../keys/strength.ts"
import type { EnvEntry } from "../project/env-file.ts"
import type { Finding } from "./finding.ts"
import {
  type EnvFile,
  KEY_NAMES,
  type Project,
  secretsIn,
  type Setting,
  valueIn,
} from "./project.ts"
import { SESSION_DAYS } from "./session-days.ts"

const NEW = "npx latchkey secret"
/** The way out: a new one that seals, and this one beside it that only opens, until its sessions are over. */
function replacement(): string {
  const end = new Date(Date.now() + SESSION_DAYS * 86_400_000).toISOString().slice(0, 10)
  return `make a new one beside it: npx latchkey secret --rotate; this one only opens then, and goes on ${end} (${SESSION_DAYS} days, if session.maxAge is the default). If it leaked: npx latchkey secret --force, which ends all sessions`
}

/** Whether there is a secret, whether it came through whole, and what it is worth. */
export async function checkValues(project: Project): Promise<Finding[]> {
  const findings = [...checkPresence(project), ...checkPair(project)]
  for (const file of project.files) findings.push(...checkWriting(project, file))
  for (const setting of judged(project)) findings.push(...(await checkWorth(project, setting)))
  return findings
}

function checkPresence(project: Project): Finding[] {
  const findings: Finding[] = []
  const found = SECRET_NAMES.map((name) => project.settings.get(name))
  for (const setting of found) {
    if (!setting || setting.value.trim() !== "") continue
    const hidden = project.files.find((file) =>
      file.entries.some((entry) => entry.name === setting.name && entry.value.trim() !== ""),
    )
    if (setting.file === undefined && hidden) {
      findings.push({
        code: "EmptySecret",
        severity: "error",
        file: hidden.name,
        message: `${setting.name} is empty in the environment, and that is stronger than ${hidden.name}`,
        fix: `Set a value there, or remove it: unset ${setting.name}`,
      })
    }
  }
  if (found.some((setting) => setting && setting.value.trim() !== "")) return findings
  // One that names a file has a finding of its own where that file is wrong.
  if (project.secretFiles.some(({ name }) => name !== "AUTH_SECRET_NEXT")) return findings
  // Development makes its own.
  if (project.mode === "development" && !found.some(Boolean)) return findings
  const first = found.find(Boolean)
  const state = first ? `${first.name} is empty` : "there is none of the names that are read"
  const misspelt = findMisspelt(project)
  findings.push({
    code: "MissingSecret",
    severity: "error",
    file: first?.file ?? misspelt?.file,
    line: first?.line ?? misspelt?.line,
    message: misspelt
      ? `There is no secret; ${misspelt.name} looks like a slip of the pen for AUTH_SECRET`
      : `There is no secret for ${project.mode}: ${state}`,
    fix: misspelt ? "Rename it to AUTH_SECRET" : `Make one: ${NEW}`,
  })
  return findings
}

function findMisspelt(project: Project): { name: string; file: string; line: number } | undefined {
  for (const file of project.files) {
    for (const { name, value, line } of file.entries) {
      const bare = name.toUpperCase().replaceAll(/[^A-Z]/g, "")
      const like = /^(?:NEXT)?A(?:U|T|H){2,3}(?:S[ECRT]{3,6}|KEY)$/.test(bare)
      if (like && value.trim() !== "" && !KEY_NAMES.includes(name))
        return { name, file: file.name, line }
    }
  }
  return undefined
}

function checkPair({ settings }: Project): Finding[] {
  const own = settings.get("AUTH_SECRET")
  const older = settings.get("NEXTAUTH_SECRET")
  if (!own?.value || !older?.value || own.value === older.value) return []
  return [
    {
      code: "SecretsDiffer",
      severity: "warning",
      file: older.file,
      line: older.line,
      message:
        "AUTH_SECRET and NEXTAUTH_SECRET are both set and differ: the second only opens, AUTH_SECRET seals",
      fix: "Drop NEXTAUTH_SECRET once the sessions it sealed have ended (30 days by default)",
    },
  ]
}

function checkWriting(project: Project, file: EnvFile): Finding[] {
  const findings: Finding[] = []
  for (const name of KEY_NAMES) {
    const all = file.entries.filter((entry) => entry.name === name)
    const entry = all.at(-1)
    if (!entry) continue
    if (all.some((other) => other.value !== entry.value)) {
      findings.push({
        code: "DuplicateSecret",
        severity: "error",
        file: file.name,
        line: entry.line,
        message: `${name} stands here ${all.length} times with different values; the last one counts`,
        fix: `Keep one; for several secrets there are AUTH_SECRET_1 to AUTH_SECRET_3, the highest number the newest`,
      })
    }
    const damage = damageIn(project, file, entry)
    if (!damage) continue
    findings.push({
      code: "DamagedSecret",
      severity: "error",
      file: file.name,
      line: entry.line,
      message: `${name}: ${damage}`,
      fix: "Write it anew, or make one that no loader changes: npx latchkey secret --rotate",
    })
  }
  return findings
}

function damageIn(project: Project, file: EnvFile, entry: EnvEntry): string | undefined {
  const { value, damage } = entry
  if (damage) return damage
  const loaded = valueIn(file, entry, project.rules, project.env)
  const isReference = /^\$\{?\w+\}?$/.test(value)
  if (loaded !== value.replaceAll("\\$", "$") && !isReference) {
    return "the loader expands its `$`, so that another value is used: write `\\$` for each"
  }
  return damageOfValue(value)
}

function damageOfValue(value: string): string | undefined {
  if (value.trim() === "") return undefined
  if (/\\[nr]$/.test(value))
    return "it ends with a backslash and a letter, where a line break was meant"
  return damageOf(value) ?? inspectSecret(value)?.damage
}

/** The secrets that count here: those in force, and those that are written for production. */
function judged(project: Project): Setting[] {
  const winning = KEY_NAMES.flatMap((name) => project.settings.get(name) ?? [])
  const filed = project.secretFiles.flatMap(({ name, value, setting }) =>
    value === undefined ? [] : [{ ...setting, name, value }],
  )
  const written = [...project.secrets.values()]
    .flat()
    .filter(({ file }) => file?.startsWith(".env.production"))
  const seen = new Set<string>()
  const each = [...winning, ...filed, ...written].flatMap((setting) =>
    secretsIn(setting).map((value) => ({ ...setting, value })),
  )
  return each.filter(({ file, name, value }) => {
    const id = `${file}:${name}:${value}`
    if (seen.has(id)) return false
    seen.add(id)
    return true
  })
}

async function checkWorth(project: Project, setting: Setting): Promise<Finding[]> {
  const { name, value, file, line } = setting
  const findings: Finding[] = []
  const where = { file, line }
  // What stands in an env file was looked at as it is written there.
  const damage = file?.startsWith(".env") ? undefined : damageOfValue(value)
  if (damage) {
    const message = `${name} in ${file ?? "the environment"}: ${damage}`
    const fix = "Set it anew, without what doesn't belong to it"
    findings.push({ code: "DamagedSecret", severity: "error", ...where, message, fix })
  }
  // In development any string will do.
  if (project.mode === "development" && !file?.startsWith(".env.production")) return findings
  const { verdict, reason } = await assessSecret(value)
  if (verdict !== "strong") {
    const code = verdict === "public" ? "PublicSecret" : "WeakSecret"
    findings.push({
      code,
      severity: "error",
      ...where,
      message: `${name} ${reason}`,
      fix: replacement(),
    })
  }
  const tag = inspectSecret(value)?.environment
  if (tag && tag !== "production" && tag !== "staging") {
    findings.push({
      code: "EnvironmentMismatch",
      severity: file === ".env.local" ? "warning" : "error",
      ...where,
      message: `${name} was made for ${tag}, and this is production`,
      fix: "Make one for production: npx latchkey secret --to <platform>, or --file .env.production.local",
    })
  }
  return findings
}
