/**
 * The tools that make, pack and install doors, with types.
 */
const tools = new URL("../../../../tools/", import.meta.url)

export interface DoorData {
  readonly folder: string
  readonly standsFor: string
  readonly providers: string[]
  /** The generation whose profile types its providers have. */
  readonly profiles: "v4" | "v5"
  readonly left: string[]
}
interface Packed {
  /** Tarballs. */
  readonly latchkey: string
  readonly doors: Readonly<Record<string, string>>
  /** Another one with each change. */
  readonly stamp: string
}
interface RunOptions {
  cwd?: string
  env?: Record<string, string>
}

async function load<Module>(name: string): Promise<Module> {
  return (await import(/* @vite-ignore */ new URL(name, tools).href)) as Module
}

export const { doors } = await load<{ doors: DoorData[] }>("doors.mjs")
export const { providersOf } = await load<{
  providersOf(door: Pick<DoorData, "providers">): { present: string[]; missing: string[] }
}>("make-doors.mjs")
export const { knownDifferences: profileDifferences } = await load<{
  knownDifferences(): Record<string, Record<string, Record<string, unknown>>>
}>("door-provider-types.mjs")
export const { appOf, installPublished, packDoors } = await load<{
  appOf(major: 4 | 5): string
  installPublished<Name extends string = "v4" | "v5">(
    names?: readonly Name[],
  ): Promise<Record<Name, string> | undefined>
  packDoors(): Promise<Packed>
}>("pack-doors.mjs")
export const { bin, must, pinnedNode, root, run, toolEnv } = await load<{
  toolEnv(extra?: Record<string, string>): Record<string, string>
  bin: string
  root: string
  pinnedNode(): string
  run(
    command: string,
    args: string[],
    options?: RunOptions,
  ): Promise<{ code: number; output: string }>
  must(command: string, args: string[], options?: RunOptions): Promise<string>
}>("run.mjs")

export interface Registry {
  readonly url: string
  readonly env: Record<string, string>
  stop(): Promise<void>
}
export const { startRegistry } = await load<{ startRegistry(): Promise<Registry> }>("registry.mjs")
export const { ensureInstalled } = await load<{
  ensureInstalled(folder: string): Promise<boolean>
}>("install.mjs")
