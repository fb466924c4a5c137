import { mergeConfig } from "vitest/config"
import base from "./vitest.config.ts"

/** All applications of `interop/frameworks`, those that take too long for each run of the tests too. */
const config = mergeConfig(base, {})
config.test!.include = ["packages/latchkey/test/interop/frameworks/**/*.test.ts"]
config.test!.exclude = ["**/node_modules/**"]

export default config
