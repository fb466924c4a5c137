import type { ExitCode, Invocation } from "../../command.ts"
import type { StaticProject } from "../../project/load-project.ts"
import type { Running } from "../../running/running.ts"
import { asText, inJson } from "../../running/show.ts"
import { type Cell, table } from "../table.ts"
import { both } from "../times.ts"
import { noSecret, type StaticKey, staticKeys } from "./static-keys.ts"

const WORDS = {
  active: ["seals", "green"],
  "verify-only": ["only opens", "yellow"],
  published: ["published", "cyan"],
} as const

/** `keys status` of an environment. */
export async function showStatic(
  { json, terminal }: Invocation,
  { environment }: StaticProject,
  running?: Running,
): Promise<ExitCode> {
  const keys = await staticKeys(environment)
  if (keys.length === 0) throw noSecret()
  const { mode } = environment
  if (json) {
    const shown = keys.map(({ id, state, places, from, until }) => {
      return { id, state, places, from, until }
    })
    const answer = { ok: true, kind: "static", environment: mode, keys: shown, ...inJson(running) }
    terminal.out(JSON.stringify(answer, null, 2))
    return 0
  }
  const { bold, dim } = terminal.paint
  terminal.out(`${bold(`Keys of the environment`)}  ${dim(mode)}`)
  terminal.out("")
  const head = ["  key", "state", "where", "when"].map((text) => ({ text, paint: dim }))
  const rows = keys.map((key): Cell[] => {
    const [words, color] = WORDS[key.state]
    const where = key.places.map(placeOf).join(", ")
    return [`  ${key.id}`, { text: words, paint: terminal.paint[color] }, where, datesOf(key)]
  })
  for (const line of table([head, ...rows])) terminal.out(line)
  terminal.out("")
  terminal.out(`${bold("Next")}  ${nextOf(keys)}`)
  for (const line of asText(running, terminal.paint)) terminal.out(line)
  return 0
}

export function placeOf({ name, file }: { name: string; file: string | null }): string {
  return `${name} in ${file ?? "this environment"}`
}

function datesOf({ state, from, until }: StaticKey): string {
  const now = Date.now()
  if (state === "published") return from === null ? "" : `seals from ${both(from, now)}`
  const since = from === null ? "" : `since ${both(from, now)}`
  const end =
    until === null ? "" : `${state === "active" ? "until" : "sealed until"} ${both(until, now)}`
  return [since, end].filter(Boolean).join(", ")
}

function nextOf(keys: readonly StaticKey[]): string {
  const now = Date.now()
  const waiting = keys.find(({ state }) => state === "published")
  if (waiting?.from) return `key ${waiting.id} seals from ${both(waiting.from, now)}`
  if (waiting) return `once every instance runs with key ${waiting.id}: latchkey keys promote`
  if (keys.length > 1) return "once what the older keys sealed is over: latchkey keys prune"
  return "nothing; to rotate: latchkey keys rotate"
}
