import type { Subject } from "./subject.ts"
import { documents } from "./subjects/documents.ts"
import { drizzle } from "./subjects/drizzle.ts"
import { kysely } from "./subjects/kysely.ts"
import { mikro, sequelize, typeorm } from "./subjects/orm.ts"
import { postgres } from "./subjects/pg.ts"
import { prisma, prismaOf4 } from "./subjects/prisma.ts"

export const subjects: readonly Subject[] = [
  ...drizzle,
  ...kysely,
  ...postgres,
  ...prisma,
  prismaOf4,
  ...typeorm,
  ...sequelize,
  ...mikro,
  ...documents,
]
