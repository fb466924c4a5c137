import type { FoundTables } from "../inspect/found.ts"
import type { DatabaseKind } from "../../../databases/database.ts"
import { type LayoutName, LAYOUTS, namesIn } from "../tables/layouts.ts"

/** The layout of the tables that are there, and whose they are in words. */
export interface FoundLayout {
  readonly layout: LayoutName
  readonly title: string
}

/** Layouts that are told apart by names alone, then the two that share most of them. */
const BY_NAME: readonly LayoutName[] = ["drizzle", "prisma"]

/** Recognises the tables of an adapter. Undefined where none of them is there. */
export function layoutOf(
  kind: DatabaseKind,
  found: FoundTables,
  prefix: string,
): FoundLayout | undefined {
  const table = (name: string): ReturnType<FoundTables["get"]> => found.get(name)
  const has = (name: string, ...columns: string[]): boolean =>
    columns.every((column) => table(name)?.columns.some((is) => is.name === column))
  for (const layout of BY_NAME) {
    const { title } = LAYOUTS[layout]
    const names = namesIn(layout, prefix)
    if (!has(names.accounts, "provider", "providerAccountId")) continue
    const numbered = layout === "prisma" && has(names.accounts, "id")
    return { layout, title: numbered ? "Kysely's or Prisma's" : title }
  }
  const { users, accounts, verificationTokens } = namesIn("latchkey", prefix)
  if (!has(accounts, "provider", "providerAccountId") && !has(users, "emailVerified")) {
    return undefined
  }
  const number = table(users)?.columns.find(({ name }) => name === "id")?.family === "number"
  const older = table(namesIn("pg", prefix).verificationTokens) && !table(verificationTokens)
  const layout = kind === "postgres" && prefix === "" && (number || older) ? "pg" : "latchkey"
  return { layout, title: LAYOUTS[layout].title }
}
