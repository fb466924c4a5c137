import { fileURLToPath } from "node:url"

/** The copy of the demo that the tests run. */
export const folder: string = fileURLToPath(
  new URL("../../../../../.cache/browser/demo", import.meta.url),
)
