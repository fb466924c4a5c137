import type { Form } from "../tables/migrations.ts"

/** What a generated file says of itself in its first line, so that a later version of ours writes only what is new. */
export interface Stamp {
  readonly version: number
  readonly form: Form
}

const STAMP =
  /latchkey db generate: version (\d{1,6}), (sqlite|postgres|mysql), layout (latchkey|drizzle|prisma|pg)(?:, prefix (\w+))?/

export function stampOf({ version, form: { kind, layout, prefix } }: Stamp): string {
  const more = prefix === "" ? "" : `, prefix ${prefix}`
  return `latchkey db generate: version ${version}, ${kind}, layout ${layout}${more}`
}

/** The stamp of a file; undefined where it has none. */
export function readStamp(text: string): Stamp | undefined {
  const match = STAMP.exec(text)
  if (!match) return undefined
  const [, version, kind, layout, prefix = ""] = match as unknown as [
    string,
    string,
    Form["kind"],
    Form["layout"],
    string?,
  ]
  return { version: Number(version), form: { kind, layout, prefix } }
}
