import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"

/** What one run of the simulation came to. */
export interface Run {
  readonly seed: number
  readonly seconds: number
  /** What was counted, by name. */
  readonly counted: Readonly<Record<string, number>>
  readonly violations: readonly string[]
}

const page = new URL("../../../../docs/security/results/simulation.md", import.meta.url)

/** Writes the page of the last long run. */
export function writePage(command: string, runs: readonly Run[]): void {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim()
  const date = new Date().toISOString().slice(0, 10)
  const names = Object.keys(runs[0]!.counted)
  const columns = ["seed", ...names, "violations", "seconds"]
  const lines = runs.map(({ seed, counted, violations, seconds }) =>
    [seed, ...names.map((name) => counted[name]), violations.length, Math.round(seconds)].join(
      " | ",
    ),
  )
  const broken = runs.flatMap(({ violations }) => violations).map((one) => `\n- ${one}`)
  writeFileSync(
    page,
    `# Simulation

The last long run of the machine that [proof](../../proof.md) tells of: \`${command}\`, ${date}, commit ${commit}.

| ${columns.join(" | ")} |
| ${columns.map(() => "---").join(" | ")} |
${lines.map((line) => `| ${line} |`).join("\n")}
${broken.join("")}`,
  )
  execFileSync("oxfmt", [page.pathname])
}
