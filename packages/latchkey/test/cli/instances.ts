import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { build } from "esbuild"
import type { Order } from "./application.ts"

/** An instance of the application, as a process of its own. */
export interface Instance {
  /** The key that sealed when it started. */
  readonly key: string
  order(order: Order): Promise<string>
  stop(): Promise<void>
}

export interface Instances {
  start(address: string, name: string, options: StartOptions): Promise<Instance>
  /** Stops all of them. */
  remove(): Promise<void>
}

interface StartOptions {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
}

const here = new URL("./", import.meta.url).pathname

/** Builds the application once for a test file. */
export async function buildApplication(): Promise<Instances> {
  const root = mkdtempSync(join(tmpdir(), "latchkey-app-"))
  symlinkSync(join(here, "../../../../node_modules"), join(root, "node_modules"))
  const outfile = join(root, "application.mjs")
  await build({
    entryPoints: [join(here, "application.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    alias: { "#crypto": join(here, "../../src/crypto/node.ts") },
    logLevel: "error",
  })
  const running = new Set<ChildProcess>()
  const stop = async (child: ChildProcess): Promise<void> => {
    running.delete(child)
    if (child.exitCode !== null) return
    child.disconnect()
    await once(child, "exit")
  }
  return {
    async start(address, name, { folder, env }) {
      const child = fork(outfile, [address, name], {
        cwd: folder,
        env: { NODE_ENV: "production", PATH: process.env["PATH"], ...env },
        execArgv: [],
      })
      running.add(child)
      const [key] = (await once(child, "message")) as [string]
      return {
        key,
        async order(order) {
          child.send(order)
          return String((await once(child, "message"))[0])
        },
        stop: () => stop(child),
      }
    },
    async remove() {
      await Promise.all([...running].map(stop))
      rmSync(root, { recursive: true, force: true })
    },
  }
}
