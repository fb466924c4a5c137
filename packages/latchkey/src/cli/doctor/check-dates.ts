import { datedSecrets, instantOf } from "../../keys/environment.ts"
import type { Finding } from "./finding.ts"
import type { Project } from "./project.ts"
import { SESSION_DAYS } from "./session-days.ts"

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** A deploy that publishes a key has reached every instance after so long, by rule of thumb. */
const ROLL_OUT = HOUR
/** Like a date, as a person would write one, at the end of an entry. */
const DATE_LIKE = /@[\dTZ:.+\- /]{4,}$/

/** Whether the dates of `AUTH_SECRETS` are dates, leave time to deploy, and what of the list is over. */
export function checkDates(
  { settings, secretFiles }: Project,
  now: number = Date.now(),
): Finding[] {
  const own = settings.get("AUTH_SECRETS")
  const file = secretFiles.find(({ name }) => name === "AUTH_SECRETS")
  const value = own?.value.trim() ? own.value : file?.value
  const setting = own?.value.trim() ? own : file?.setting
  if (!value || !setting) return []
  const where = { file: setting.file, line: setting.line }
  const about: Omit<Finding, "message" | "fix"> = {
    code: "BadSchedule",
    severity: "error",
    ...where,
  }
  const found = unreadable(value).map((entry) => ({
    ...about,
    message: `AUTH_SECRETS: entry ${entry} ends like a date that can't be read, so the date became part of the secret`,
    fix: "Write it as in 2026-12-01T00:00Z",
  }))
  return [...found, ...checkOrder(value, about, now)]
}

/** Places, from 1, of entries whose date is none. */
function unreadable(list: string): number[] {
  return list
    .split(",")
    .map((entry) => entry.trim())
    .flatMap((entry, index) => {
      const at = entry.lastIndexOf("@")
      const wrong = DATE_LIKE.test(entry) && Number.isNaN(instantOf(entry.slice(at + 1)))
      return wrong ? [index + 1] : []
    })
}

function checkOrder(list: string, about: Omit<Finding, "message" | "fix">, now: number): Finding[] {
  const dated = datedSecrets(list)
  const begun = dated.filter(({ from }) => from <= now).toSorted((a, b) => b.from - a.from)
  const findings: Finding[] = []
  if (begun.length === 0) {
    const message = "AUTH_SECRETS: none of its secrets seals yet, all begin later"
    findings.push({
      ...about,
      message,
      fix: "Put the secret that is in use at the end, without a date",
    })
  }
  const soon = dated.filter(({ from }) => from > now && from - now < ROLL_OUT)
  if (soon.length > 0) {
    const minutes = Math.ceil((soon[0]!.from - now) / 60_000)
    findings.push({
      ...about,
      severity: "warning",
      message: `AUTH_SECRETS: a secret seals in ${minutes} min; instances that restart later don't know it then`,
      fix: "Leave at least an hour between the deploy and the date",
    })
  }
  const [current, former] = begun
  const since = current && Number.isFinite(current.from) ? now - current.from : 0
  if (former && since > (SESSION_DAYS + 1) * DAY) {
    findings.push({
      ...about,
      code: "OldSecret",
      severity: "warning",
      message: `AUTH_SECRETS: ${begun.length - 1} secret(s) sealed last more than ${SESSION_DAYS} days ago, so no session of theirs is alive (if session.maxAge is the default)`,
      fix: "Take them out: npx latchkey keys prune",
    })
  }
  return findings
}
