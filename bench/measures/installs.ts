/** What an installation brings along: packages and megabytes, without peers. */
import { execFileSync } from "node:child_process"
import { mkdirSync, readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import type { Measurement } from "../harness/pace.ts"
import { footprint, unpack } from "../sizes/installed.ts"

const root = new URL("../..", import.meta.url).pathname
const peers = {
  "auth-core": "@auth/core",
  "next-auth-4": "next-auth",
  "next-auth-5": "next-auth-5",
  "better-auth": "better-auth",
  "iron-session": "iron-session",
}

/** Packs a package of this repository, as it would be published. */
function packed(folder: string): string {
  const place = join(root, ".cache/bench/pack")
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place, { recursive: true })
  const args = ["pack", "--silent", "--ignore-scripts", "--pack-destination", place]
  execFileSync("npm", args, { cwd: join(root, "packages", folder), stdio: "ignore" })
  return unpack(join(place, readdirSync(place)[0]!), folder)
}

export const installs: Measurement = {
  id: "install",
  title: "An installation, without peers",
  seconds: () => 8,
  async run() {
    const own = { latchkey: packed("latchkey") }
    const ours = {
      "latchkey-own": footprint(own.latchkey),
      "latchkey-door": footprint(packed("next-auth-v5"), own),
    }
    const theirs = Object.entries(peers).map(([name, folder]) => {
      return [name, footprint(join(root, "bench/node_modules", folder))] as const
    })
    const lines = [...Object.entries(ours), ...theirs].map(([contender, values]) => {
      return { contender, values: { ...values } }
    })
    const columns = ["packages", "files", "megabytes"].map((id) => ({
      id,
      title: id === "megabytes" ? "MB" : id,
    }))
    return { id: installs.id, title: installs.title, columns, lines }
  },
}
