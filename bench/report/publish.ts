import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { picture } from "./picture.ts"
import type { Result } from "./section.ts"
import { speed } from "./speed.ts"
import { ahead, summary } from "./summary.ts"

const docs = new URL("../../docs/", import.meta.url)

const PICTURE = "![What a session check leaves of a server, and what it costs](performance.svg)"
const ALL =
  "[bench/results/result.md](../bench/results/result.md) has all rows: microseconds, spread, bytes, latency, growth."

/** Writes what the documentation has of a run: its tables and sentences, between their markers, and its picture. */
export function publish(result: Result): void {
  const page = new URL("performance.md", docs)
  const { machine, at, command } = result
  const said = `Measured ${at.slice(0, 10)} by \`${command}\` with Node ${machine["node"]} on ${machine["cores"]} cores (${machine["cpu"]}, ${machine["system"]}).`
  const parts = {
    aims: [PICTURE, said, summary(result), ALL].join("\n\n"),
    ahead: ahead(result),
    profile: profileOf("check"),
  }
  write(page, parts)
  write(new URL("../README.md", docs), { speed: speed(result) })
  writeFileSync(new URL("performance.svg", docs), picture(result))
}

function write(page: URL, parts: Readonly<Record<string, string>>): void {
  let text = readFileSync(page, "utf8")
  for (const [name, part] of Object.entries(parts)) text = between(text, name, part)
  writeFileSync(page, text)
}

/** By samples, in a process of its own; all of it is kept beside the results. */
function profileOf(kind: string): string {
  const bench = new URL("../", import.meta.url).pathname
  const contenders = "latchkey-own,latchkey-door"
  const args = (kinds: string): string[] => [
    "--no-warnings",
    `${bench}profile.ts`,
    contenders,
    kinds,
  ]
  const options = { encoding: "utf8", env: { ...process.env, NODE_ENV: "production" } } as const
  writeFileSync(
    `${bench}results/profile.md`,
    execFileSync(process.execPath, args("decode,token,check,handler"), options),
  )
  return execFileSync(process.execPath, args(kind), options).trim()
}

/** Replaces what stands between two markers, which stay. */
function between(text: string, name: string, part: string): string {
  const [start, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`]
  const [from, to] = [text.indexOf(start), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`There is no marker ${start}`)
  return `${text.slice(0, from + start.length)}\n\n${part}\n\n${text.slice(to)}`
}
