/** A model as a schema of Prisma has it, as far as we compare it. */
export interface Model {
  readonly name: string
  /** What its table is called. */
  readonly table: string
  /** Its names of columns and relations. */
  readonly fields: readonly string[]
  /** What its fields are, e.g. `Account[]`; the question mark is left out. */
  readonly types: readonly string[]
  /** The columns that are unique together, its id among them. */
  readonly rules: readonly (readonly string[])[]
  readonly indexes: readonly (readonly string[])[]
  /** All of it, as it stands there. */
  readonly text: string
}

const MODEL = /^model\s+(\w+)\s*\{$([\s\S]*?)^\}/gm

/** The models of a schema. */
export function readModels(schema: string): readonly Model[] {
  return [...schema.matchAll(MODEL)].map(([text, name = "", body = ""]) => {
    const lines = body
      .split("\n")
      .map((line) => line.replace(/\/\/.*$/, "").trim())
      .filter(Boolean)
    const fields = lines.filter((line) => !line.startsWith("@@"))
    const table = /^@@map\(\s*(?:name:\s*)?"([^"]+)"/m.exec(lines.join("\n"))?.[1] ?? name
    const single = fields
      .filter((line) => /\s@(?:id|unique)\b/.test(line))
      .map((line) => [nameOf(line)])
    return {
      name,
      table,
      fields: fields.map(nameOf),
      types: fields.map((line) => (line.split(/\s+/)[1] ?? "").replace("?", "")),
      rules: [...single, ...listed(lines, /^@@(?:id|unique)\(/)],
      indexes: listed(lines, /^@@index\(/),
      text,
    }
  })
}

/** The column's name, where the field is called otherwise. */
function nameOf(line: string): string {
  return /\s@map\(\s*(?:name:\s*)?"([^"]+)"/.exec(line)?.[1] ?? /^\w+/.exec(line)?.[0] ?? ""
}

function listed(lines: readonly string[], which: RegExp): string[][] {
  return lines
    .filter((line) => which.test(line))
    .map((line) => /\[([^\]]*)\]/.exec(line)?.[1] ?? "")
    .map((names) => names.split(",").map((name) => name.trim().replace(/\(.*$/, "")))
}
