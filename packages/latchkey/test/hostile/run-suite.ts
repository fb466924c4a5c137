/** `npm run openid-suite`: plays the plans of tools/openid-suite.json at a running conformance suite. */
import { readFileSync } from "node:fs"
import { apiOf, playPlan, type SuiteFile } from "./support/suite.ts"

const { SUITE = "https://localhost.emobix.co.uk:8443", SUITE_TOKEN } = process.env
const file = JSON.parse(readFileSync("tools/openid-suite.json", "utf8")) as SuiteFile
const api = apiOf(SUITE, SUITE_TOKEN)
for (const plan of file.plans) {
  process.stdout.write(`${plan.plan}\n`)
  for (const { module, came, said, fine } of await playPlan(SUITE, api, file, plan)) {
    process.stdout.write(`${fine ? "✓" : "✗"} ${module}: ${came}; the suite: ${said}\n`)
    if (!fine) process.exitCode = 1
  }
}
