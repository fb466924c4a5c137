import { Runner } from "./process.ts"

const here = (path: string): string => new URL(path, import.meta.url).pathname

/** A server that listens, and a cookie of a session that it knows. */
export interface Listening {
  readonly runner: Runner
  readonly port: number
  readonly cookie: string
}

/** Starts the server of that name, in a process of its own. */
export async function listening(name: string): Promise<Listening> {
  const runner = new Runner(`server ${name}`, here("../load/serve.ts"), [
    here(`../servers/${name}.ts`),
  ])
  return { runner, ...(await runner.ready<{ port: number; cookie: string }>()) }
}
