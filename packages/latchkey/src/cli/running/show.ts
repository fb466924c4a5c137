import { type Cell, table } from "../keys/table.ts"
import type { Paint } from "../terminal.ts"
import type { Running, RunningInstance } from "./running.ts"

const LONGEST = 400

/** A text that came from outside, fit for a terminal: nothing in it moves the cursor. */
export function plain(text: string): string {
  const shown = text.replaceAll(/[^\u0020-\u007e\u00a0-\u024f\u2026]/g, "?")
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown
}

const AFTER = {
  yes: ["the same after a restart", "green"],
  no: ["another after a restart", "red"],
  unknown: ["after a restart unknown", "dim"],
} as const

/** The instances that answered, as text. */
function showRunning({ instances, comparison, ours }: Running, paint: Paint): string[] {
  const count = `${instances.length} answered`
  const rows = instances.map((one) => rowOf(one, ours, paint))
  const missing = comparison.failures.map(({ url, failure }): Cell[] => [
    "  -",
    { text: "no answer", paint: paint.red },
    "",
    "",
    plain(`${url}: ${failure}`),
  ])
  const note = ours === null ? "  Without a key of theirs only what anyone may be told." : ""
  return [
    `${paint.bold("Running")}  ${comparison.failures.length > 0 ? `${count}, not all` : count}`,
    ...table([...rows, ...missing]),
    ...(note ? [paint.dim(note)] : []),
  ]
}

function rowOf(one: RunningInstance, ours: Running["ours"], paint: Paint): Cell[] {
  const { instance, urls, answer, refused, survivesRestart } = one
  const ready = answer.status === "ok"
  const known = answer.key !== null && ours?.includes(answer.key)
  const [words, color] = AFTER[survivesRestart]
  const { details } = answer
  const place = details?.ring ? `${details.ring.store}/${details.ring.name}` : details?.source
  const from = place ?? (refused ? "refused our token" : "")
  return [
    `  ${instance}`,
    { text: ready ? "ready" : "not ready", paint: ready ? paint.green : paint.red },
    { text: `key ${answer.key ?? "none"}`, paint: known ? paint.green : paint.yellow },
    answer.key === null ? "" : { text: words, paint: paint[color] },
    { text: plain([from, urls.join(", ")].filter(Boolean).join(" at ")), paint: paint.dim },
  ]
}

/** The instances below something else; nothing where none was asked. */
export function asText(running: Running | undefined, paint: Paint): string[] {
  return running ? ["", ...showRunning(running, paint)] : []
}

/** The same for programs: a member of an answer. */
export function inJson(running: Running | undefined): { readonly running?: object } {
  if (!running) return {}
  const { instances, comparison, ours } = running
  const { agree, key, failures } = comparison
  return { running: { agree, key, ours, instances, failures } }
}
