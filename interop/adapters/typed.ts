/** Configurations as applications write them: the compiler takes each adapter as it is published. */
import { Auth, type AuthConfig } from "@auth/core"
import type { Adapter } from "@auth/core/adapters"
import { D1Adapter } from "@auth/d1-adapter"
import { DrizzleAdapter } from "@auth/drizzle-adapter"
import { DynamoDBAdapter } from "@auth/dynamodb-adapter"
import { type Database, KyselyAdapter, type KyselyAuth } from "@auth/kysely-adapter"
import { MikroOrmAdapter } from "@auth/mikro-orm-adapter"
import NeonAdapter from "@auth/neon-adapter"
import PostgresAdapter from "@auth/pg-adapter"
import { PouchDBAdapter } from "@auth/pouchdb-adapter"
import { PrismaAdapter } from "@auth/prisma-adapter"
import SequelizeAdapter from "@auth/sequelize-adapter"
import { TypeORMAdapter } from "@auth/typeorm-adapter"
import { UnstorageAdapter } from "@auth/unstorage-adapter"
import { UpstashRedisAdapter } from "@auth/upstash-redis-adapter"
import { PrismaAdapter as PrismaAdapterOf4 } from "@next-auth/prisma-adapter"
import { PrismaAdapter as OurPrismaAdapter } from "latchkey/adapters/prisma"
import { RedisAdapter } from "latchkey/adapters/redis"
import { Redis } from "@upstash/redis"
import { createClient, createCluster } from "redis"
import type { drizzle } from "drizzle-orm/node-postgres"
import type { NextAuthOptions } from "next-auth"
import type { PrismaClient } from "./generated/postgresql/client.ts"

type First<Make extends (...args: never[]) => unknown> = Parameters<Make>[0]

declare const db: ReturnType<typeof drizzle>
declare const kysely: KyselyAuth<Database>
declare const prisma: PrismaClient

const inline: AuthConfig[] = [
  { providers: [], adapter: DrizzleAdapter(db) },
  { providers: [], adapter: KyselyAdapter(kysely) },
  { providers: [], adapter: PrismaAdapter(prisma) },
  { providers: [], adapter: PostgresAdapter({} as First<typeof PostgresAdapter>) },
  { providers: [], adapter: NeonAdapter({} as First<typeof NeonAdapter>) },
  { providers: [], adapter: TypeORMAdapter("postgres://localhost/app") },
  { providers: [], adapter: SequelizeAdapter({} as First<typeof SequelizeAdapter>) },
  { providers: [], adapter: MikroOrmAdapter({} as First<typeof MikroOrmAdapter>) },
  { providers: [], adapter: UnstorageAdapter({} as First<typeof UnstorageAdapter>) },
  { providers: [], adapter: PouchDBAdapter({} as First<typeof PouchDBAdapter>) },
  { providers: [], adapter: UpstashRedisAdapter({} as First<typeof UpstashRedisAdapter>) },
  { providers: [], adapter: DynamoDBAdapter({} as First<typeof DynamoDBAdapter>) },
  { providers: [], adapter: D1Adapter({} as First<typeof D1Adapter>) },
]
const extended = prisma.$extends({ model: { user: { hello: () => "world" } } })
const ours: AuthConfig[] = [
  { providers: [], adapter: OurPrismaAdapter(prisma) },
  { providers: [], adapter: OurPrismaAdapter(extended) },
  { providers: [], adapter: RedisAdapter(Redis.fromEnv()) },
  { providers: [], adapter: RedisAdapter(createClient()) },
  { providers: [], adapter: RedisAdapter(createCluster({ rootNodes: [] })) },
]
export const answers: Promise<Response>[] = [...inline, ...ours].map((config) =>
  Auth(new Request("https://app.example/auth/session"), config),
)

/** As an application of NextAuth 4 has it. */
export const options: NextAuthOptions = {
  providers: [],
  adapter: PrismaAdapterOf4(prisma as unknown as First<typeof PrismaAdapterOf4>),
}

/** An adapter of the application's own beside it. */
export const own: Adapter = {
  ...DrizzleAdapter(db),
  async createUser(user) {
    const made = await DrizzleAdapter(db).createUser!(user)
    return { ...made, name: made.name ?? "Somebody" }
  },
}

// @ts-expect-error An adapter is more than any object.
export const wrong: AuthConfig = { providers: [], adapter: { getUser: () => "ada" } }
