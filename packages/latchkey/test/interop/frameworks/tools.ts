/**
 * The tools that install, with types.
 */
const tools = new URL("../../../../../tools/", import.meta.url)

export interface Registry {
  /** What npm needs to install from it, beside `process.env`. */
  readonly env: Record<string, string>
  stop(): Promise<void>
}

async function load<Module>(name: string): Promise<Module> {
  return (await import(/* @vite-ignore */ new URL(name, tools).href)) as Module
}

export const { ensureInstalled } = await load<{
  ensureInstalled(folder: string): Promise<boolean>
}>("install.mjs")
export const { startRegistry } = await load<{ startRegistry(): Promise<Registry> }>("registry.mjs")
export const { toolEnv } = await load<{
  toolEnv(extra?: Record<string, string>): Record<string, string>
}>("run.mjs")
