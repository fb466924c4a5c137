import type { DatabaseKind } from "../../../databases/database.ts"

/** What a column holds; each database has its own word for it. */
export type TypeName =
  | "key"
  | "bytes"
  | "text"
  | "name64"
  | "name100"
  | "name150"
  | "name191"
  | "name200"
  | "name512"
  | "int"
  | "integer"
  | "boolean"
  | "serial"
  | "number"
  | "number-id"
  | "prisma-key"
  | "prisma-text"
  | "drizzle-time"
  | "prisma-time"
  | "time"
  | "written"

/** Of which family it is: a column of another family can't stand in its place. */
export type Family = "text" | "number" | "time"

/** A type in the words of a database and of those who describe tables. */
export interface TypeWords {
  readonly family: Family
  readonly sql: string
  /** The builder of drizzle-orm, without its name: `varchar|{ length: 255 }`. */
  readonly drizzle: string
  /** Prisma's type with its attribute. */
  readonly prisma: string
  /** What TypeScript has for it. */
  readonly ts: string
  /** The server numbers the rows. */
  readonly generated?: true
}

type Words = Readonly<Record<DatabaseKind, TypeWords>>

const of = (
  family: Family,
  sql: string,
  drizzle: string,
  prisma: string,
  ts: string,
): TypeWords => ({
  family,
  sql,
  drizzle,
  prisma,
  ts,
})

const generated = (words: TypeWords): TypeWords => ({ ...words, generated: true })

const sqliteText = of("text", "TEXT", "text", "String", "string")
const sqliteNumber = of("number", "INTEGER", "integer", "Int", "number")
const sqliteBig = of("number", "INTEGER", "integer", "BigInt", "number")
const postgresText = of("text", "text", "text", "String", "string")
const postgresBig = of("number", "bigint", 'bigint|{ mode: "number" }', "BigInt", "string")

/** MySQL compares text of most collations without regard to case and accents: two people would be one. */
const BYTES = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"

/** A text of so many characters at most, where the database wants to know it. */
const varchar = (length: number): Words => ({
  sqlite: sqliteText,
  postgres: postgresText,
  mysql: of(
    "text",
    `VARCHAR(${length}) ${BYTES}`,
    `varchar|{ length: ${length} }`,
    `String @db.VarChar(${length})`,
    "string",
  ),
})

const long = (mysql: string, builder: string, attribute: string): Words => ({
  sqlite: sqliteText,
  postgres: postgresText,
  mysql: of("text", `${mysql} ${BYTES}`, builder, `String @db.${attribute}`, "string"),
})

/** Times of Auth.js: each adapter has its own. */
const time = (sqlite: TypeWords, postgres: string, mysql: string): Words => ({
  sqlite,
  postgres: of(
    "time",
    postgres,
    postgres.startsWith("timestamptz")
      ? 'timestamp|{ mode: "date", precision: 3, withTimezone: true }'
      : 'timestamp|{ mode: "date", precision: 3 }',
    postgres.startsWith("timestamptz") ? "DateTime @db.Timestamptz(3)" : "DateTime",
    "Date",
  ),
  mysql: of(
    "time",
    mysql,
    mysql.startsWith("DATETIME")
      ? 'datetime|{ mode: "date", fsp: 3 }'
      : 'timestamp|{ mode: "date", fsp: 3 }',
    mysql.startsWith("DATETIME") ? "DateTime" : "DateTime @db.Timestamp(3)",
    "Date",
  ),
})

const millis = of("number", "INTEGER", 'integer|{ mode: "timestamp_ms" }', "BigInt", "number")

/** Every type in every database. */
export const TYPES: Readonly<Record<TypeName, Words>> = {
  key: varchar(255),
  bytes: {
    sqlite: sqliteText,
    postgres: postgresText,
    // Exact about spaces at the end too, where MySQL's text is not.
    mysql: of(
      "text",
      "VARBINARY(512)",
      "varbinary|{ length: 512 }",
      "Bytes @db.VarBinary(512)",
      "Uint8Array",
    ),
  },
  text: long("MEDIUMTEXT", "mediumtext", "MediumText"),
  name64: varchar(64),
  name100: varchar(100),
  name150: varchar(150),
  name191: varchar(191),
  name200: varchar(200),
  name512: varchar(512),
  int: {
    sqlite: sqliteNumber,
    postgres: of("number", "integer", "integer", "Int", "number"),
    mysql: of("number", "INT", "int", "Int", "number"),
  },
  integer: {
    sqlite: sqliteBig,
    postgres: postgresBig,
    mysql: of("number", "BIGINT", 'bigint|{ mode: "number" }', "BigInt", "number"),
  },
  boolean: {
    sqlite: of("number", "INTEGER", 'integer|{ mode: "boolean" }', "Boolean", "number"),
    postgres: of("number", "boolean", "boolean", "Boolean", "boolean"),
    mysql: of("number", "BOOLEAN", "boolean", "Boolean", "number"),
  },
  number: {
    sqlite: generated(of("number", "INTEGER", "integer", "Int", "number")),
    postgres: generated(of("number", "serial", "serial", "Int", "number")),
    mysql: generated(of("number", "INT AUTO_INCREMENT", "int", "Int", "number")),
  },
  serial: {
    sqlite: generated(of("number", "INTEGER", "integer", "Int", "number")),
    postgres: generated(
      of(
        "number",
        "bigint GENERATED ALWAYS AS IDENTITY",
        'bigint|{ mode: "number" }',
        "BigInt",
        "string",
      ),
    ),
    mysql: generated(
      of("number", "BIGINT AUTO_INCREMENT", 'bigint|{ mode: "number" }', "BigInt", "number"),
    ),
  },
  "number-id": {
    sqlite: sqliteNumber,
    postgres: of("number", "integer", "integer", "Int", "number"),
    mysql: of("number", "INT", "int", "Int", "number"),
  },
  "prisma-key": {
    sqlite: sqliteText,
    postgres: postgresText,
    // As Prisma makes it, or a foreign key to a table of its making is refused.
    mysql: of(
      "text",
      "VARCHAR(191) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
      "varchar|{ length: 191 }",
      "String",
      "string",
    ),
  },
  "prisma-text": long("TEXT", "text", "Text"),
  "drizzle-time": time(millis, "timestamp(3)", "TIMESTAMP(3)"),
  "prisma-time": time(
    of("time", "DATETIME", "text", "DateTime", "string"),
    "timestamp(3)",
    "DATETIME(3)",
  ),
  time: time(millis, "timestamptz(3)", "DATETIME(3)"),
  written: {
    sqlite: sqliteBig,
    postgres: of(
      "time",
      "timestamptz",
      'timestamp|{ mode: "date", withTimezone: true }',
      "DateTime @db.Timestamptz(6)",
      "Date",
    ),
    mysql: of("number", "BIGINT", 'bigint|{ mode: "number" }', "BigInt", "number"),
  },
}
