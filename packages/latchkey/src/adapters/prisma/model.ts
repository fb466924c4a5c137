/** A row as Prisma answers it; nothing in it is trusted. */
export type Row = Record<string, unknown>

type Where = Readonly<Record<string, unknown>>

/** What a model of a Prisma client can do, as far as we use it. */
interface Delegate {
  /** The scalar fields. Prisma 5 and later. */
  readonly fields?: Readonly<Record<string, { readonly typeName?: string } | undefined>>
  findFirst(query: object): Promise<Row | null>
  findMany(query: object): Promise<Row[]>
  create(query: object): Promise<Row>
  update(query: object): Promise<Row>
  updateMany(query: object): Promise<{ count: number }>
  deleteMany(query: object): Promise<{ count: number }>
}

/** What a delegate must have; its types are generated from the application's schema. */
export type PrismaDelegate = { readonly [method in "findFirst" | "create" | "deleteMany"]: unknown }

/** Which codes of Prisma mean what. */
export const DUPLICATE = "P2002"
export const NOT_FOUND = "P2025"
/** Two transactions were in each other's way. */
const CONFLICT = "P2034"

/** How often a statement is tried that others get in the way of. */
const TRIES = 10

export const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code

/** A text that every database can hold and compare: PostgreSQL has no U+0000, and none has half a surrogate pair. */
export const isStorable = (text: string): boolean =>
  // oxlint-disable-next-line no-control-regex
  !/[\0\p{Surrogate}]/u.test(text)

/** One model of the application's schema. */
export class PrismaModel {
  readonly #delegate: Delegate
  readonly #fields: ReadonlySet<string>

  /** @param known - Its fields as Auth.js has them, where the client doesn't tell. */
  constructor(delegate: object, known: readonly string[]) {
    this.#delegate = delegate as Delegate
    const { fields } = this.#delegate
    // The client's object says of any name that it has it.
    this.#fields = new Set(fields ? Object.keys(fields) : known)
  }

  has(field: string): boolean {
    return this.#fields.has(field)
  }

  /** What of a record the model has a field for, as the field wants it. What is undefined is not given. */
  data(record: object): Row {
    const given = Object.entries(record)
      .filter(([name, value]) => value !== undefined && this.has(name))
      .map(([name, value]) => [name, this.value(name, value)])
    return Object.fromEntries(given) as Row
  }

  value(field: string, value: unknown): unknown {
    if (typeof value === "string" && !isStorable(value))
      throw new TypeError(`The text can't be stored (${field}).`)
    const type = this.#delegate.fields?.[field]?.typeName
    const isNumber =
      typeof value === "number" || (typeof value === "string" && /^\d{1,15}$/.test(value))
    if (type === "BigInt" && isNumber) return BigInt(value)
    return type === "Int" && isNumber ? Number(value) : value
  }

  /** Whether the field can hold such a value: a number no text that is none. */
  #fits(where: Where): boolean {
    return Object.entries(where).every(([name, value]) => {
      if (typeof value !== "string") return true
      const type = this.#delegate.fields?.[name]?.typeName
      const isNumber = type === "Int" || type === "BigInt"
      return isStorable(value) && (!isNumber || /^(0|[1-9]\d{0,8})$/.test(value))
    })
  }

  /** The row whose fields are exactly these texts, whatever the database takes for the same. */
  async find(where: Record<string, string>, more: object = {}): Promise<Row | null> {
    if (!this.#fits(where)) return null
    const row = await this.#delegate.findFirst({ where: this.data(where), ...more })
    return row && isExactly(row, where) ? row : null
  }

  /** The rows; `where` in Prisma's words. */
  async list(where: Where, more: object = {}): Promise<Row[]> {
    return this.#fits(where) ? this.#delegate.findMany({ where: this.#wanted(where), ...more }) : []
  }

  #wanted(where: Where): Row {
    return Object.fromEntries(
      Object.entries(where).map(([name, value]) => [name, this.value(name, value)]),
    )
  }

  create(record: object): Promise<Row> {
    return again(() => this.#delegate.create({ data: this.data(record) }))
  }

  /** Sets fields of the row that is named, and answers it. */
  update(where: Where, data: object): Promise<Row> {
    return again(() => this.#delegate.update({ where, data }))
  }

  /** How many rows it set fields of. */
  async set(where: Where, data: object): Promise<number> {
    const set = { where: this.#wanted(where), data: this.data(data) }
    return (await again(() => this.#delegate.updateMany(set))).count
  }

  /** How many rows it deleted: of many who delete one, one is told so. */
  async delete(where: Where): Promise<number> {
    if (!this.#fits(where)) return 0
    return (await again(() => this.#delegate.deleteMany({ where: this.#wanted(where) }))).count
  }
}

/** Once more where others were in the way. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (codeOf(error) !== CONFLICT || tries === TRIES) throw error
    }
  }
}

export const isExactly = (row: Row, where: Record<string, string>): boolean =>
  Object.entries(where).every(([name, value]) => textOf(row[name]) === value)

/** A text, also of a number that names something. */
export const textOf = (value: unknown): string | null =>
  typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "bigint"
      ? String(value)
      : null

/** A row as adapters answer it: numbers are numbers, and what is empty or another row is left out. */
export function plain<T>(row: Row): T {
  const entries = Object.entries(row)
    .filter(([, value]) => value !== null && (typeof value !== "object" || value instanceof Date))
    .map(([name, value]) => [name, typeof value === "bigint" ? Number(value) : value])
  return Object.fromEntries(entries) as T
}
