import type { Command } from "../command.ts"

const help = `Usage: latchkey db <command> [options]

  status           which of our tables are there, what they lack, and which rows would be in the way
  generate         write the tables for SQL, Drizzle, Prisma or Kysely
  migrate          make what is missing, in place; go back

The database is that of --url, of \`database\` in latchkey.config.ts, of AUTH_DATABASE_URL or of DATABASE_URL
(postgres://…, mysql://…, file:./auth.db, libsql://…), with the driver that the project has. Tables of Auth.js's
adapters are recognised and kept as they are.

  latchkey db <command> --help   its options and what --json answers

Exit codes: 0 well, 1 something is missing or wrong, 2 wrong call.`

/** `latchkey db …`. */
export const dbCommand: Command = {
  help,
  options: {},
  positionals: 1,
  subcommands: {
    status: async () => (await import("./status.ts")).statusCommand,
    generate: async () => (await import("./generate.ts")).generateCommand,
    migrate: async () => (await import("./migrate.ts")).migrateCommand,
  },
  async run({ terminal }) {
    terminal.note(help)
    return 2
  },
}
