import { defineProject } from "latchkey/project"
import { database } from "./database.ts"
import { ring } from "./keys.ts"

/** What `npx latchkey keys …` works on. */
export default defineProject({
  keyring: ring,
  close: async () => (await database()).close(),
})
