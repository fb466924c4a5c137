import { type Result, valueOf } from "./section.ts"

/** What README.md says of a run. */
export function speed(result: Result): string {
  const figure = (section: string, contender: string, column: string): string => {
    const value = valueOf(result, section, contender, column)
    if (value === undefined) throw new Error(`${section} has no ${column} of ${contender}`)
    return value < 10 ? value.toFixed(1) : String(Math.round(value))
  }
  const check = (contender: string): string => figure("check-small", contender, "x floor-gcm")
  const row = (section: string): string => figure(section, "latchkey-sql", "x floor-driver")
  return [
    `A session check takes ${check("latchkey-own")} times what AES-256-GCM by hand takes; \`next-auth\` 4 takes ${check("next-auth-4")} times, \`@auth/core\` ${check("auth-core")} times, with 1 secret or 16 the same here.`,
    `In a database with a million sessions it takes ${row("sqlite-check")} times the bare query on SQLite, and ${row("postgres-check")} times on PostgreSQL, with sixteen checks under way.`,
  ].join(" ")
}
