import type { Invocation } from "../../command.ts"
import type { Migration } from "../tables/migrations.ts"
import type { Step } from "./steps.ts"

/** Milliseconds after which someone who can't see the running line is told that it goes on. */
const STILL = 10_000
const TICK = 1_000

/** Tells people how far it is: one line that changes in a terminal, a line now and then elsewhere. */
export interface Narrator {
  step(migration: Pick<Migration, "n">, step: Step, at: number, of: number): void
  waits(milliseconds: number): void
  changed(migration: Migration): void
  applied(migration: Migration, steps: number): void
  undone(migration: Pick<Migration, "n" | "name">, steps: number): void
  statements(migration: Pick<Migration, "n" | "name">, steps: readonly Step[]): void
  /** Nothing more is under way. */
  end(): void
}

export function narrator({ terminal, json }: Invocation): Narrator {
  const { paint } = terminal
  let timer: NodeJS.Timeout | undefined
  let told = 0
  let shown = false
  const progress = (text: string): void => {
    shown = true
    if (!json) terminal.progress(text)
  }
  const end = (): void => {
    clearInterval(timer)
    if (shown) progress("")
    shown = false
  }
  const many = (steps: number): string => (steps === 1 ? "1 statement" : `${steps} statements`)
  const line = (text: string): void => {
    if (!json) terminal.out(text)
  }
  return {
    end,
    step({ n }, { words }, at, of) {
      clearInterval(timer)
      const begun = Date.now()
      const text = (): string => {
        const seconds = Math.round((Date.now() - begun) / 1_000)
        return `migration ${n}, ${at + 1} of ${of}: ${words}${seconds > 1 ? `, for ${seconds} s` : ""}`
      }
      progress(text())
      timer = setInterval(() => {
        progress(text())
        const since = Date.now() - begun
        if (!json && !terminal.interactive && since - told >= STILL) {
          told = since
          terminal.note(text())
        }
      }, TICK)
      timer.unref()
      told = 0
    },
    waits(milliseconds) {
      if (!json && !terminal.interactive && milliseconds - told >= STILL) {
        told = milliseconds
        terminal.note(`Another process migrates: waiting for ${Math.round(milliseconds / 1_000)} s`)
      }
      progress(`another process migrates: waiting for ${Math.round(milliseconds / 1_000)} s`)
    },
    changed({ n, name }) {
      end()
      terminal.note(
        `${paint.yellow("!")} Migration ${n}, ${name}, was applied in another form than it has now: what is missing is made`,
      )
    },
    applied({ n, name }, steps) {
      const what = steps === 0 ? "everything was there" : many(steps)
      line(`${paint.green("✓")} ${n} ${name}: ${what}`)
    },
    undone({ n, name }, steps) {
      line(`${paint.green("✓")} ${n} ${name} is undone: ${many(steps)}`)
    },
    statements({ n, name }, steps) {
      line(`-- ${n} ${name}`)
      for (const { sql } of steps) line(`${sql};`)
    },
  }
}
