import { createInterface } from "node:readline/promises"
import process from "node:process"

/** How a command speaks to whoever started it. */
export interface Terminal {
  /** Results: standard output. */
  out(text: string): void
  /** Everything else, so that output can be piped: standard error. */
  note(text: string): void
  /** Whether someone is there to answer. */
  readonly interactive: boolean
  /** Asks for a yes; without a terminal the answer is no. */
  confirm(question: string): Promise<boolean>
  readonly paint: Paint
  /** Columns. */
  readonly width: number
  /** Whether it shows more than ASCII, as far as the locale says. */
  readonly unicode: boolean
  /** Writes a line over the last one, where a person looks on; elsewhere nothing. */
  progress(text: string): void
}

export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly yellow: (text: string) => string
  readonly green: (text: string) => string
  readonly cyan: (text: string) => string
}

/** The process's own terminal. Colours only where a person looks on, and never against `NO_COLOR`. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process
  // `| head` has seen enough.
  stdout.on("error", () => process.exit())
  const interactive = stdin.isTTY === true && stderr.isTTY === true && !env["CI"]
  const coloured = stdout.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb"
  return {
    out: (text) => void stdout.write(`${text}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    interactive,
    async confirm(question) {
      if (!interactive) return false
      const lines = createInterface({ input: stdin, output: stderr })
      try {
        return /^y(?:es)?$/i.test((await lines.question(`${question} [y/N] `)).trim())
      } finally {
        lines.close()
      }
    },
    paint: paint(coloured),
    width: stdout.columns || Number(env["COLUMNS"]) || 100,
    unicode: showsUnicode(env),
    progress(text) {
      if (stderr.isTTY) stderr.write(`\r\u001b[2K${text}`)
    },
  }
}

function showsUnicode(env: NodeJS.ProcessEnv): boolean {
  if (env["NO_COLOR"] || env["TERM"] === "dumb" || env["TERM"] === "linux") return false
  if (process.platform === "win32") return !!env["WT_SESSION"] || env["TERM_PROGRAM"] === "vscode"
  return /utf-?8/i.test(env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "")
}

export function paint(on: boolean): Paint {
  const style =
    (start: number, end: number) =>
    (text: string): string =>
      on ? `\u001b[${start}m${text}\u001b[${end}m` : text
  return {
    bold: style(1, 22),
    dim: style(2, 22),
    red: style(31, 39),
    yellow: style(33, 39),
    green: style(32, 39),
    cyan: style(36, 39),
  }
}
