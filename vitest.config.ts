import { defineConfig } from "vitest/config"
import LongestFirst from "./tools/longest-first.mjs"

/** `npm run flakes` has an order of its own. */
const shuffled = process.argv.some((word) => word.startsWith("--sequence.shuffle"))
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
    // Nothing is measured by these: they end what hangs. Other work may have the processor for a while.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    maxWorkers: 2,
    ...(!shuffled && { sequence: { sequencer: LongestFirst } }),
  },
})
