import { resolveKeys } from "../../keys/resolve.ts"
import { ringStrings } from "../../keys/ring.ts"
import { assessSecret } from "../../keys/strength.ts"
import type { SourcedProject } from "../project/load-project.ts"
import type { Finding } from "./finding.ts"

/** Milliseconds for an answer, above which the first requests of an instance suffer. */
const SLOW = 2_000

/** Whether the source of the project's file answers, how fast, and what its secrets are worth. */
export async function checkSecretSource(project: SourcedProject): Promise<Finding[]> {
  const { secret, environment, from, redact } = project
  const started = performance.now()
  const read = (name: string): string | undefined => environment.settings.get(name)?.value
  const production = environment.mode === "production"
  let secrets: string[]
  try {
    secrets = ringStrings((await resolveKeys({ secret, passed: true, read, production })).ring)
  } catch (error) {
    const { message } = causeOf(error)
    return [
      {
        code: "SourceUnreachable",
        severity: "error",
        file: from,
        message: redact(message),
        fix: "Running instances go on with what they know; a new one can't start until it answers",
      },
    ]
  }
  const milliseconds = Math.round(performance.now() - started)
  const findings: Finding[] = []
  if (milliseconds > SLOW) {
    const message = `the source took ${milliseconds} ms to answer`
    const fix = "The first requests of each instance wait for it: look for a nearer address"
    findings.push({ code: "SlowSource", severity: "warning", file: from, message, fix })
  }
  if (!production) return findings
  for (const [index, value] of secrets.entries()) {
    const { verdict, reason } = await assessSecret(value)
    if (verdict === "strong") continue
    const code = verdict === "public" ? "PublicSecret" : "WeakSecret"
    const which = secrets.length === 1 ? "the secret" : `secret ${index + 1} of ${secrets.length}`
    const fix = "Put a new one there, and keep this one behind it until its sessions have ended"
    const message = `${which} of the source ${reason}`
    findings.push({ code, severity: "error", file: from, message, fix })
  }
  return findings
}

/** What failed in the end: the outer error says only that the secret can't be had. */
function causeOf(error: unknown): Error {
  const inner = (error as { cause?: { err?: unknown } } | null)?.cause?.err
  if (inner instanceof Error) return inner
  return error instanceof Error ? error : new Error("it failed")
}
