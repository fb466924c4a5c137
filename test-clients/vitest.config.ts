import { defineConfig } from "vitest/config"

const crypto = new URL("../packages/latchkey/src/crypto/node.ts", import.meta.url).pathname

/** The official clients, installed in this folder only, judge our emulators of their services. */
export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  resolve: { alias: { "#crypto": crypto } },
  test: { include: ["test-clients/*.test.ts"], testTimeout: 30_000, maxWorkers: 2 },
})
