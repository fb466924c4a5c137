import { defineProject } from "latchkey/project"
import { store } from "./database.ts"
import { ring } from "./keys.ts"

/** What `npx latchkey keys …` works on. */
export default defineProject({
  keyring: ring,
  close: async () => (await store()).close(),
})
