import { defineConfig } from "vitest/config"

const tests = "packages/*/test"
/** One browser and one server at a time. The limits end what hangs: other work may have the processor for a while. */
const oneByOne = {
  testTimeout: 300_000,
  hookTimeout: 600_000,
  fileParallelism: false,
  maxWorkers: 1,
}
/** Files of `test/browser` that bring a site of their own. */
const withSite = [
  "base-path",
  "logout",
  "logout-next",
  "mailed-links",
  "passkeys*",
  "sessions",
].map((name) => `${tests}/browser/${name}.test.ts`)

export default defineConfig({
  test: {
    ...oneByOne,
    projects: [
      {
        test: {
          ...oneByOne,
          name: "demo",
          include: [`${tests}/browser/**/*.test.ts`],
          exclude: withSite,
          // They share its folder.
          globalSetup: ["packages/latchkey/test/browser/support/prepare.ts"],
        },
      },
      {
        test: {
          ...oneByOne,
          name: "sites",
          include: [...withSite, `${tests}/examples/**/*.test.ts`],
        },
      },
    ],
  },
})
