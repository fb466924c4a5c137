import { defaultEntities, MikroOrmAdapter } from "@auth/mikro-orm-adapter"
import SequelizeAdapter from "@auth/sequelize-adapter"
import { type IDatabaseDriver, MikroORM, type Options } from "@mikro-orm/core"
import { MySqlDriver } from "@mikro-orm/mysql"
import { PostgreSqlDriver } from "@mikro-orm/postgresql"
import { Sequelize } from "sequelize"
import { DataSource, type DataSourceOptions } from "typeorm"
import { newMysql, newPostgres } from "../servers/databases.ts"
import type { Opened, Subject } from "../subject.ts"

const lacks = ["webauthn", "increment", "transaction"] as const

const typeOrm = "@auth/typeorm-adapter"
export const typeorm: readonly Subject[] = [
  {
    id: "typeorm-sqlite",
    package: typeOrm,
    store: "SQLite (better-sqlite3)",
    needs: [],
    lacks,
    unmet: {
      unstorable: "C04 C32",
      partial: "C06",
      upserts: "C07",
      "not-unique": "C24 C25 C35 C49",
      "two-steps": "C43 C44",
    },
    open: ({ folder }) =>
      withTypeOrm({ type: "better-sqlite3", database: `${folder}/typeorm.db` }, () =>
        Promise.resolve(),
      ),
  },
  {
    id: "typeorm-postgres",
    package: typeOrm,
    store: "PostgreSQL",
    needs: ["postgres"],
    lacks,
    unmet: {
      "uuid-ids": "C03 C05 C10",
      unstorable: "C04 C22 C23 C32 C41 C42",
      partial: "C06",
      upserts: "C07",
      "not-unique": "C24 C25 C35 C49",
      "two-steps": "C43 C44",
    },
    async open({ postgres }) {
      const { url, drop } = await newPostgres(postgres)
      return withTypeOrm({ type: "postgres", url }, drop)
    },
  },
  {
    id: "typeorm-mysql",
    package: typeOrm,
    store: "MariaDB",
    needs: ["mysql"],
    lacks,
    shortForIdTokens: true,
    unmet: {
      folds: "C04 C22 C23 C32 C41 C42",
      "uuid-ids": "C05 C10",
      partial: "C06",
      upserts: "C07",
      short: "C20",
      "not-unique": "C24 C25 C35 C49",
      "two-steps": "C43 C44",
    },
    async open({ mysql }) {
      const { url, drop } = await newMysql(mysql)
      return withTypeOrm({ type: "mysql", url }, drop)
    },
  },
]

type TypeOrmModule = typeof import("@auth/typeorm-adapter")

/** The package keeps one connection for the whole process, whatever it is given later: each has its own copy of it. */
async function withTypeOrm(source: DataSourceOptions, drop: () => Promise<void>): Promise<Opened> {
  const file = `${import.meta.resolve("@auth/typeorm-adapter")}?${crypto.randomUUID()}`
  const { TypeORMAdapter, entities } = (await import(/* @vite-ignore */ file)) as TypeOrmModule
  const options: DataSourceOptions = { ...source, entities: Object.values(entities) }
  const tables = await new DataSource({ ...options, synchronize: true }).initialize()
  await tables.destroy()
  const adapter = TypeORMAdapter({ ...options, synchronize: false })
  return {
    adapter,
    async close() {
      await (adapter as unknown as { __disconnect(): Promise<void> }).__disconnect()
      await drop()
    },
  }
}

const sequelizeName = "@auth/sequelize-adapter"
export const sequelize: readonly Subject[] = [
  {
    id: "sequelize-postgres",
    package: sequelizeName,
    store: "PostgreSQL",
    needs: ["postgres"],
    lacks,
    unmet: {
      "uuid-ids": "C03 C05 C10",
      unstorable: "C04 C32",
      instances: "C06 C08 C30 C37",
      upserts: "C07",
      short: "C20",
      "not-unique": "C24 C25",
      columns: "C27",
      "takes-all": "C41 C42 C45",
      "two-steps": "C43 C44",
    },
    async open({ postgres }) {
      const { url, drop } = await newPostgres(postgres)
      return withSequelize(url, drop)
    },
  },
  {
    id: "sequelize-mysql",
    package: sequelizeName,
    store: "MariaDB",
    needs: ["mysql"],
    lacks,
    precision: "second",
    unmet: {
      folds: "C04 C22 C23 C32 C41",
      "uuid-ids": "C05 C10",
      instances: "C06 C08 C30 C37",
      upserts: "C07",
      short: "C20",
      "not-unique": "C24 C25",
      columns: "C27",
      "takes-all": "C42 C45",
      "two-steps": "C43 C44",
    },
    async open({ mysql }) {
      const { url, drop } = await newMysql(mysql)
      return withSequelize(url, drop)
    },
  },
]

async function withSequelize(url: string, drop: () => Promise<void>): Promise<Opened> {
  const client = new Sequelize(url, { logging: false, pool: { max: 10 } })
  const adapter = SequelizeAdapter(client, { synchronize: false })
  await client.sync()
  return {
    adapter,
    async close() {
      await client.close()
      await drop()
    },
  }
}

const mikroOrm = "@auth/mikro-orm-adapter"
export const mikro: readonly Subject[] = [
  {
    id: "mikro-orm-postgres",
    package: mikroOrm,
    store: "PostgreSQL",
    needs: ["postgres"],
    lacks,
    precision: "second",
    unmet: {
      unstorable: "C04 C05 C22 C23 C32 C41 C42",
      short: "C20",
      "missing-throws": "C26 C31",
      columns: "C27",
      "two-steps": "C43 C44",
    },
    async open({ postgres }) {
      const { url, drop } = await newPostgres(postgres)
      return withMikroOrm({ driver: PostgreSqlDriver, clientUrl: url }, drop)
    },
  },
  {
    id: "mikro-orm-mysql",
    package: mikroOrm,
    store: "MariaDB",
    needs: ["mysql"],
    lacks,
    precision: "second",
    unmet: {
      folds: "C04 C05 C22 C23 C32 C41 C42",
      short: "C20",
      "missing-throws": "C26 C31",
      columns: "C27",
      "two-steps": "C43 C44",
    },
    async open({ mysql }) {
      const { url, drop } = await newMysql(mysql)
      return withMikroOrm({ driver: MySqlDriver, clientUrl: url }, drop)
    },
  },
]

async function withMikroOrm<Driver extends IDatabaseDriver>(
  options: Options<Driver>,
  drop: () => Promise<void>,
): Promise<Opened> {
  const entities = Object.values(defaultEntities)
  const orm = await MikroORM.init({ ...options, entities })
  await orm.getSchemaGenerator().createSchema()
  await orm.close()
  const adapter = MikroOrmAdapter({ ...options, entities } as never)
  return {
    adapter,
    async close() {
      await (adapter as unknown as { __disconnect(): Promise<void> }).__disconnect()
      await drop()
    },
  }
}
