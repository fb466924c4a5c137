import { parseArgs } from "node:util"
import { scenario } from "./scenario.ts"
import { simulate } from "./simulate.ts"

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    runs: { type: "string", default: "1" },
    instances: { type: "string", default: "8" },
    signins: { type: "string", default: "100000" },
    days: { type: "string", default: "60" },
  },
})
let failed = 0
for (let n = 0; n < Number(values.runs); n++) {
  const seed = Number(values.seed) + n
  const started = Date.now()
  const report = await simulate(
    scenario({
      seed,
      instances: Number(values.instances),
      signIns: Number(values.signins),
      duration: Number(values.days) * 86_400_000,
    }),
  )
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  console.log(
    `seed ${seed}: ${JSON.stringify({ ...report, violations: report.violations.length })} in ${seconds} s`,
  )
  for (const violation of report.violations) console.log(`  ${violation}`)
  if (report.violations.length > 0) {
    failed++
    console.log(
      `  replay: npm run simulate -- --seed ${seed} --instances ${values.instances} --signins ${values.signins} --days ${values.days}`,
    )
  }
}
process.exitCode = failed > 0 ? 1 : 0
