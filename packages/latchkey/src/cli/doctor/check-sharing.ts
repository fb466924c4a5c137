import type { Finding } from "./finding.ts"
import type { Project, Setting } from "./project.ts"

/** Whether two environments share a secret: who reads one could then sign sessions of the other. */
export function checkSharing({ secrets, mode }: Project): Finding[] {
  const findings: Finding[] = []
  for (const places of secrets.values()) {
    const byEnvironment = new Map<string, Setting>()
    for (const place of places) {
      const environment = environmentOf(place.file, mode)
      if (!byEnvironment.has(environment)) byEnvironment.set(environment, place)
    }
    const [first, ...others] = [...byEnvironment.values()].sort((a, b) =>
      (a.file ?? "~").localeCompare(b.file ?? "~"),
    )
    for (const other of others) {
      findings.push({
        code: "SharedSecret",
        severity: "error",
        file: first!.file,
        line: first!.line,
        message: `${placeName(first!)} and ${placeName(other)} have the same secret`,
        fix: "Give each environment its own: npx latchkey secret --force --file <one of them>",
      })
    }
  }
  return findings
}

/** Files of one environment may share; `.env` is every environment's and so none's. */
function environmentOf(file: string | undefined, mode: string): string {
  if (file === undefined) return mode === "production" ? "production" : "this machine"
  if (file === ".env") return mode === "production" ? "production" : "every"
  if (file === ".env.local") return "this machine"
  return file.replace(/^\.env\./, "").replace(/\.local$/, "")
}

function placeName({ file, line, name }: Setting): string {
  return file === undefined ? `the environment (${name})` : `${file}:${line}`
}
