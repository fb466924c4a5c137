import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Finding } from "./finding.ts"
import type { Project } from "./project.ts"

type Version = readonly [number, number, number]

/**
 * The first version of each line that lets nobody around a middleware by a header or by the data of a page
 * (CVE-2025-29927, CVE-2026-44574, CVE-2026-44575), or run code by what a server component reads (CVE-2025-55182).
 */
const SAFE: readonly Version[] = [
  [14, 2, 25],
  [15, 5, 16],
  [16, 2, 6],
]

/** Whether the Next.js that is installed has holes that are known. */
export function checkNext({ folder, frameworks }: Project): Finding[] {
  if (!frameworks.some(({ name }) => name === "next")) return []
  const installed = installedNext(folder)
  const safe = installed && safeVersion(installed)
  if (!installed || !safe) return []
  return [
    {
      code: "OutdatedNext",
      severity: "warning",
      file: "package.json",
      message: `Next.js ${installed.join(".")} has holes that are known and fixed in ${safe.join(".")}`,
      fix: `npm install next@${safe.join(".")}, or newer`,
    },
  ]
}

/** The safe version of its line, where this one is older. */
function safeVersion(version: Version): Version | undefined {
  const safe = SAFE.find(([major]) => major >= version[0])
  return safe && isOlder(version, safe) ? safe : undefined
}

function isOlder(version: Version, than: Version): boolean {
  const at = version.findIndex((part, index) => part !== than[index])
  return at >= 0 && version[at]! < than[at]!
}

/** Looked up as Node would, from the folder upwards. A version before a release is not judged. */
function installedNext(folder: string): Version | undefined {
  try {
    const text = readFileSync(join(folder, "node_modules/next/package.json"), "utf8")
    const { version } = JSON.parse(text) as { version?: unknown }
    const parts = /^(\d+)\.(\d+)\.(\d+)$/.exec(String(version))
    return parts ? [Number(parts[1]), Number(parts[2]), Number(parts[3])] : undefined
  } catch {
    const above = dirname(folder)
    return above === folder ? undefined : installedNext(above)
  }
}
