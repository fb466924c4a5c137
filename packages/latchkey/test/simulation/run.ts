import { parseArgs } from "node:util"
import { type Run, writePage } from "./page.ts"
import { scenario } from "./scenario.ts"
import { simulate } from "./simulate.ts"

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    runs: { type: "string", default: "1" },
    instances: { type: "string", default: "8" },
    signins: { type: "string", default: "100000" },
    days: { type: "string", default: "60" },
    /** Writes docs/security/results/simulation.md. */
    write: { type: "boolean", default: false },
  },
})
const command = (seed: number): string =>
  `npm run simulate -- --seed ${seed} --instances ${values.instances} --signins ${values.signins} --days ${values.days}`

const runs: Run[] = []
for (let n = 0; n < Number(values.runs); n++) {
  const seed = Number(values.seed) + n
  const started = Date.now()
  const { violations, ...report } = await simulate(
    scenario({
      seed,
      instances: Number(values.instances),
      signIns: Number(values.signins),
      duration: Number(values.days) * 86_400_000,
    }),
  )
  const seconds = (Date.now() - started) / 1000
  const counted = Object.fromEntries(
    Object.entries(report).filter(([name, value]) => name !== "seed" && typeof value === "number"),
  ) as Run["counted"]
  runs.push({ seed, seconds, counted, violations })
  console.log(
    `seed ${seed}: ${JSON.stringify({ ...report, violations: violations.length })} in ${seconds.toFixed(1)} s`,
  )
  for (const violation of violations) console.log(`  ${violation}`)
  if (violations.length > 0) console.log(`  replay: ${command(seed)}`)
}
if (values.write) writePage(`${command(Number(values.seed))} --runs ${values.runs}`, runs)
process.exitCode = runs.some(({ violations }) => violations.length > 0) ? 1 : 0
