/**
 * What these tests use of the repository's tools, with types.
 */
const tools = new URL("../../../../../tools/", import.meta.url)

export interface RunOptions {
  cwd?: string
  env?: Record<string, string | undefined>
}

export interface Ran {
  code: number
  output: string
}

/** A registry on this machine, with the packages of this checkout. */
export interface Registry {
  readonly url: string
  /** What npm needs to install from it. */
  readonly env: Record<string, string>
  stop(): Promise<void>
}

async function load<Module>(name: string): Promise<Module> {
  return (await import(/* @vite-ignore */ new URL(name, tools).href)) as Module
}

export const { must, root, run, toolEnv } = await load<{
  root: string
  run(command: string, args: readonly string[], options?: RunOptions): Promise<Ran>
  must(command: string, args: readonly string[], options?: RunOptions): Promise<string>
  toolEnv(extra?: Record<string, string | undefined>): Record<string, string | undefined>
}>("run.mjs")

export const { startRegistry } = await load<{ startRegistry(): Promise<Registry> }>("registry.mjs")

export const { alone } = await load<{
  /** One at a time, also across processes. */
  alone<T>(name: string, work: () => Promise<T>): Promise<T>
}>("pack-doors.mjs")
