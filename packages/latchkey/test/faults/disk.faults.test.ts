/** A disk without room left: a small file system of our own, where this machine lets us have one. */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
/** In a name space of its own: nobody else sees it, and it is gone with its process. */
const within = (folder: string, command: string): string[] => [
  "--map-root-user",
  "--mount",
  "sh",
  "-c",
  `mount -t tmpfs -o size=1m tmpfs "${folder}" && ${command}`,
]
const probe = mkdtempSync(join(tmpdir(), "latchkey-disk-"))
const canMount = spawnSync("unshare", within(probe, "true")).status === 0
rmSync(probe, { recursive: true })

describe("a disk that is full", () => {
  it.each(canMount ? ["SQLite"] : [])(
    "FLT-160: %s: who is in is seen, nobody else comes in, and all is well when there is room again",
    { timeout: 120_000 },
    (name) => {
      const folder = mkdtempSync(join(tmpdir(), "latchkey-disk-"))
      const hooks = here("../support/source-hooks.mjs")
      const node = `"${process.execPath}" --no-warnings --import "${hooks}" "${here("./disk-full.ts")}" "${folder}"`
      const { stdout, stderr } = spawnSync("unshare", within(folder, node), { encoding: "utf8" })
      rmSync(folder, { recursive: true })
      expect(name).toBe("SQLite")
      const line = stdout.trim().split("\n").at(-1)!
      expect(line, stderr).toMatch(/^\{/)
      const said = JSON.parse(line) as Record<string, unknown>
      expect(said).toMatchObject({ refused: 5, unseen: [], letIn: 0, last: "late@example.com" })
      expect(said["inside"]).toBeGreaterThan(1)
    },
  )
})
