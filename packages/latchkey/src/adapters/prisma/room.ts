import type { PrismaModels } from "./models.ts"

/** What the methods of a Prisma adapter work on. */
export interface PrismaRoom {
  readonly models: PrismaModels
  /** Runs `work` in a transaction; inside of one it just runs it. */
  readonly atomically: <T>(work: (models: PrismaModels) => Promise<T>) => Promise<T>
  /** The server's time in milliseconds since the epoch; this machine's where the database is not known. */
  readonly now: () => Promise<number>
}
