import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { PrivateServer } from "./private-server.ts"

const run = promisify(execFile)

/** Three masters of Redis on free ports, a cluster of their own. */
export class RedisCluster {
  readonly nodes: readonly PrivateServer[] = [1, 2, 3].map(
    () =>
      new PrivateServer("redis", ["--cluster-enabled", "yes", "--cluster-node-timeout", "2000"]),
  )

  get roots(): { readonly host: string; readonly port: number }[] {
    return this.nodes.map(({ port }) => ({ host: "127.0.0.1", port }))
  }

  async start(): Promise<this> {
    await Promise.all(this.nodes.map((node) => node.start()))
    const places = this.roots.map(({ host, port }) => `${host}:${port}`)
    await run("redis-cli", ["--cluster", "create", ...places, "--cluster-yes"])
    for (const { port } of this.roots) await settled(port)
    return this
  }

  async remove(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.remove()))
  }
}

async function settled(port: number): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    const { stdout } = await run("redis-cli", ["-p", String(port), "cluster", "info"])
    if (stdout.includes("cluster_state:ok")) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error("The cluster does not settle.")
}
