import type { SealedData } from "../../contracts/data.ts"
import type { KeyStore, SecretOption } from "../../contracts/keys.ts"
import { type Keyring, keyring } from "../../keys/managed/keyring.ts"
import { actAsOperator } from "../../keys/managed/operator.ts"
import type { Project } from "../../project/index.ts"
import { CommandError, type Invocation } from "../command.ts"
import type { Project as Environment } from "../doctor/project.ts"
import { reasonOf } from "./config-file.ts"
import { enterProject } from "./enter.ts"
import type { Redact } from "./redact.ts"
import { openRingAddress } from "./ring-address.ts"

interface Loaded {
  readonly folder: string
  /** What said so: `latchkey.config.ts`, `AUTH_KEYRING_URL`, or `the environment`. */
  readonly from: string
  /** The project's env files and what they come to. Holds secrets. */
  readonly environment: Environment
  readonly redact: Redact
  readonly instances: readonly string[]
  /** What the application keeps sealed. */
  data(): Promise<readonly SealedData[]>
  /** Closes what was opened, the project's own pools too. */
  close(): Promise<void>
}

/** A ring in a store. */
export interface ManagedProject extends Loaded {
  readonly kind: "managed"
  readonly ring: Keyring
  /** Known where it was opened from `AUTH_KEYRING_URL`. */
  readonly store?: KeyStore
}

/** A source, a function or a list in the project's code. */
export interface SourcedProject extends Loaded {
  readonly kind: "sourced"
  readonly secret: SecretOption
}

/** Secrets in the environment and in env files. */
export interface StaticProject extends Loaded {
  readonly kind: "static"
}

export type LoadedProject = ManagedProject | SourcedProject | StaticProject

type What =
  | Pick<ManagedProject, "kind" | "ring" | "store">
  | Pick<SourcedProject, "kind" | "secret">
  | Pick<StaticProject, "kind">

/**
 * Finds where an application's keys are: in the ring of `latchkey.config.ts`, in the one that `AUTH_KEYRING_URL` names,
 * or in the environment. The project's env files are loaded into this process's environment first, as its framework
 * would load them, since the project's file and the ring's root read it. Call `close` at the end.
 *
 * @throws CommandError where the project's file is wrong, or a driver is missing
 */
export async function loadProject(invocation: Invocation): Promise<LoadedProject> {
  const { folder } = invocation
  actAsOperator()
  const { environment, redact, file: name, project } = await enterProject(invocation)
  const common = { folder, environment, redact }
  const shared = {
    ...common,
    instances: project.instances ?? [],
    data: async () => (await called(project.data)) ?? [],
  }
  const close = async (): Promise<void> => {
    await project.close?.()
  }
  try {
    const own = name === undefined ? undefined : await fromProject(project, name)
    if (own) return { ...shared, ...own, from: name!, close: () => closeRing(own, close) }
    const address = ringAddress(environment)
    if (address === undefined) return { ...shared, kind: "static", from: "the environment", close }
    const { store, close: closeStore } = await openRingAddress(address, folder)
    // What is stored is for the application to say: here nothing is given up that it may need.
    const ring = keyring({ store, held: (ids) => ids })
    const found = { kind: "managed", ring, store } as const
    const closeAll = async (): Promise<void> => {
      await closeRing(found, closeStore)
      await close()
    }
    return { ...shared, ...found, from: "AUTH_KEYRING_URL", close: closeAll }
  } catch (error) {
    await close().catch(() => {})
    if (error instanceof CommandError) throw error
    throw new CommandError(`${name ?? "AUTH_KEYRING_URL"}: ${redact(reasonOf(error))}`)
  }
}

async function fromProject(project: Project, name: string): Promise<What | undefined> {
  const given = (await called(project.keyring)) ?? project.secret
  if (given === undefined) return undefined
  if (isKeyring(given)) return { kind: "managed", ring: given }
  if (project.keyring !== undefined) {
    throw new CommandError(`The \`keyring\` of ${name} is not what keyring(…) answers`)
  }
  return { kind: "sourced", secret: given }
}

/** Unquoted in an env file, it would lose what it says after its `#`. */
function ringAddress({ settings, files }: Environment): string | undefined {
  const setting = settings.get("AUTH_KEYRING_URL")
  if (!setting?.value.trim()) return undefined
  const { entries = [] } = files.find(({ name }) => name === setting.file) ?? {}
  const { damage } = entries.find(({ line }) => line === setting.line) ?? {}
  if (damage) throw new CommandError(`AUTH_KEYRING_URL in ${setting.file}: ${damage}`)
  return setting.value
}

function isKeyring(given: unknown): given is Keyring {
  return typeof given === "object" && given !== null && "view" in given && "status" in given
}

async function called<T>(
  given: T | (() => T | PromiseLike<T>) | undefined,
): Promise<T | undefined> {
  return typeof given === "function" ? (given as () => T | PromiseLike<T>)() : given
}

async function closeRing(what: What, close: () => Promise<void>): Promise<void> {
  if (what.kind === "managed") what.ring.close()
  await close()
}
