/** `npm run differential -- [cases] [seed] [file]`: compares, prints, and keeps the result where a file is named. */
import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { compare } from "./compare.ts"

const [cases = "5000", seed = String(Date.now() % 4_294_967_296), file] = process.argv.slice(2)
const result = await compare(Number(seed), Number(cases))
const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim()
const text = `${JSON.stringify({ against: "openid-client 6.8.9", date: new Date().toISOString().slice(0, 10), commit, ...result }, null, 2)}\n`
process.stdout.write(text)
if (file !== undefined) writeFileSync(file, text)
if (result.deviations.length > 0) process.exitCode = 1
