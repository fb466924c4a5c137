import { compareHealth } from "../../core/compare-health.ts"
import type { ComparedInstance, HealthComparison } from "../../core/health-comparison.ts"
import type { Ring } from "../../keys/ring.ts"
import { type Invocation, UsageError } from "../command.ts"
import type { LoadedProject } from "../project/load-project.ts"
import { type Address, readAddresses } from "./address.ts"
import { askAddress } from "./ask.ts"
import { probeRing } from "./probe-ring.ts"

/** What the instances that run said. */
export interface Running {
  readonly comparison: HealthComparison
  readonly instances: readonly RunningInstance[]
  /** The ids of the keys that this project finds, the one that seals first; null where it finds none. */
  readonly ours: readonly string[] | null
}

export interface RunningInstance extends ComparedInstance {
  /**
   * Whether its key outlives a restart: `yes` where this command, a new process, found the same key; `no` where it was
   * made for development and is kept nowhere that this command knows; else `unknown`.
   */
  readonly survivesRestart: "yes" | "no" | "unknown"
}

export const RUNNING_OPTIONS = {
  url: { type: "string" },
  running: { type: "boolean" },
  samples: { type: "string" },
  timeout: { type: "string" },
} as const

export const RUNNING_HELP = `  --url <address,…>    ask the health route of these instances too: origins, or with the base path
  --running            the same for the \`instances\` of latchkey.config.ts
  --samples <n>        how often each address is asked, each time over a new connection (default: 8)
  --timeout <seconds>  for each answer (default: 12)`

/** What is to be asked; undefined where nothing is. */
export interface Question {
  /** Of `--url`; null where the project has to say. */
  readonly addresses: readonly Address[] | null
  readonly samples: number
  readonly timeout: number
}

/** @throws UsageError */
export function questionOf({ flags }: Invocation): Question | undefined {
  const { url, running } = flags
  if (url === undefined && !running) {
    for (const name of ["samples", "timeout"]) {
      if (flags[name] !== undefined) throw new UsageError(`--${name} goes with --url or --running`)
    }
    return undefined
  }
  return {
    addresses: typeof url === "string" ? readAddresses(url) : null,
    samples: numberOf(flags, "samples", { usual: 8, most: 200 }),
    timeout: numberOf(flags, "timeout", { usual: 12, most: 120 }) * 1000,
  }
}

function numberOf(
  flags: Invocation["flags"],
  name: string,
  { usual, most }: { usual: number; most: number },
): number {
  const text = flags[name]
  if (text === undefined) return usual
  const number = typeof text === "string" && /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (number < 1 || number > most) throw new UsageError(`--${name} is a number from 1 to ${most}`)
  return number
}

/** Asks all of them. Without a project only what anyone may be told. */
export async function askRunning(
  { addresses, samples, timeout }: Question,
  project: LoadedProject | undefined,
): Promise<Running> {
  const all = [...(addresses ?? []), ...(addresses === null ? addressesOf(project) : [])]
  const ring = project && (await probeRing(project))
  const options = { ring, samples, timeout }
  const answers = await Promise.all(all.map((address) => askAddress(address, options)))
  const comparison = compareHealth(answers.flat())
  return {
    comparison,
    instances: comparison.instances.map((one) => ({
      ...one,
      survivesRestart: survivesRestart(one, ring),
    })),
    ours: ring?.keys.map(({ id }) => id) ?? null,
  }
}

function addressesOf(project: LoadedProject | undefined): Address[] {
  const instances = project?.instances ?? []
  if (instances.length > 0) return readAddresses(instances)
  throw new UsageError("--running needs `instances` in latchkey.config.ts; else there is --url")
}

function survivesRestart(
  { answer: { key, development } }: ComparedInstance,
  ring: Ring | undefined,
): RunningInstance["survivesRestart"] {
  if (key !== null && ring?.keys.some(({ id }) => id === key)) return "yes"
  return development ? "no" : "unknown"
}
