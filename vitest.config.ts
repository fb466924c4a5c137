import { defineConfig } from "vitest/config"

const source = new URL("./packages/latchkey/src/", import.meta.url).pathname

export default defineConfig({
  resolve: { alias: { "#crypto": `${source}crypto/node.ts` } },
  test: {
    execArgv: ["--expose-gc"],
    include: [
      "packages/*/src/**/*.test.{ts,tsx}",
      "packages/*/test/**/*.test.{ts,tsx}",
      "tools/**/*.test.{ts,mjs}",
    ],
    exclude: [
      "**/node_modules/**",
      "**/dist/**",
      "packages/*/test/browser/**",
      "packages/*/test/interop/frameworks/on-demand/**",
      "packages/*/test/examples/**",
    ],
    testTimeout: 20_000,
    maxWorkers: 2,
  },
})
