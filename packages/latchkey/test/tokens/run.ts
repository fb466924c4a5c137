/** `npm run compare:tokens -- --count 100000 --seed 1`: writes docs/security/results/tokens.md. */
import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { compare, type Comparison, families } from "./compare.ts"

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "100000" },
    seed: { type: "string", default: String(Date.now() % 1e9) },
  },
})
const seed = Number(values.seed)
const all = await families()
const each = Math.ceil(Number(values.count) / all.length)
const results: Comparison[] = []
for (const family of all) {
  const result = await compare(family, each, seed)
  results.push(result)
  console.log(`${family.name}: ${JSON.stringify({ ...result, wrong: result.wrong.length })}`)
  for (const token of result.wrong.slice(0, 3)) console.log(`  ${token}`)
}

const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim()
const row = (one: Comparison): string =>
  `| ${one.family} | ${one.tokens} | ${one.bothTook} | ${one.bothRefused} | ${one.weAreStricter} | ${one.wrong.length} |`
const page = `# Changed tokens, to us and to jose

The last run of \`npm run compare:tokens\`: genuine tokens changed in one to three places, and given to both. The last column has those that we took and jose refused, or that said different things; it must be 0.

Seed ${seed}, commit ${commit}, ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}; ${each * all.length} tokens.

| tokens | tried | both took | both refused | we alone refused | wrong |
| --- | --- | --- | --- | --- | --- |
${results.map(row).join("\n")}
`
writeFileSync(new URL("../../../../docs/security/results/tokens.md", import.meta.url), page)
process.exitCode = results.some(({ wrong }) => wrong.length > 0) ? 1 : 0
