import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["packages/*/test/browser/**/*.test.ts", "packages/*/test/examples/**/*.test.ts"],
    globalSetup: ["packages/latchkey/test/browser/support/prepare.ts"],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    // One browser and one server at a time: they share two cores and one folder.
    fileParallelism: false,
    maxWorkers: 1,
  },
})
