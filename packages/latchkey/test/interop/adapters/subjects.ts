/** The published adapters, installed once, as what tests need of them. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { AuthConfig } from "../../../src/config/auth-config.ts"
import type { Adapter } from "../../../src/contracts/adapter.ts"
import type { AdapterConformanceOptions, ConformanceCase } from "../../../src/testing/index.ts"
import { mysqlServer, postgresServer, redisServer } from "../../stores/servers.ts"

type Id = ConformanceCase["id"]

interface Opened {
  readonly adapter: Adapter
  /** What it was made of, where ours takes the same. */
  readonly db?: object
  /** Where the tables are, of a store that has tables. */
  readonly url?: string
  readonly close: () => Promise<void>
}

export interface Subject {
  readonly id: string
  readonly package: string
  readonly store: string
  readonly needs: readonly (keyof typeof servers)[]
  readonly lacks: NonNullable<AdapterConformanceOptions["skip"]>
  readonly unasked?: readonly Id[]
  readonly races?: number
  readonly precision?: "second"
  readonly shortForIdTokens?: true
  readonly unmet: Readonly<Record<string, string>>
  open(places: object): Promise<Opened>
}

export interface Reason {
  readonly what: string
  readonly engine: string
}

const servers = { postgres: postgresServer, mysql: mysqlServer, redis: redisServer }

const tools = new URL("../../../../../tools/", import.meta.url)
const { installAdapters } = (await import(
  /* @vite-ignore */ new URL("interop-adapters.mjs", tools).href
)) as { installAdapters: () => Promise<string> }

/** Where they are installed. */
export const folder: string = await installAdapters()

const from = <Module>(file: string): Promise<Module> =>
  import(/* @vite-ignore */ join(folder, file)) as Promise<Module>

export const { subjects } = await from<{ subjects: readonly Subject[] }>("subjects.ts")
export const { reasons } = await from<{ reasons: Readonly<Record<string, Reason>> }>("reasons.ts")

/** Our door, by the name and from the place by which the adapters have it. */
export const { Auth } = await from<{
  Auth: (request: Request, config: AuthConfig) => Promise<Response>
}>("node_modules/@auth/core/index.js")

export const isReachable = ({ needs }: Subject): boolean =>
  needs.every((name) => servers[name].reachable)

/** The ids of the cases that it doesn't meet. */
export const unmetOf = ({ unmet }: Subject): Id[] =>
  Object.values(unmet).flatMap((ids) => ids.split(" ") as Id[])

/** The adapter on an empty store of its own. */
export async function open(subject: Subject): Promise<Opened> {
  const own = mkdtempSync(join(tmpdir(), "latchkey-interop-"))
  const { postgres, mysql, redis } = servers
  const places = { postgres: postgres.url, mysql: mysql.url, redis: redis.url, folder: own }
  const { close, ...opened } = await subject.open(places)
  return {
    ...opened,
    async close() {
      await close()
      rmSync(own, { recursive: true, force: true })
    },
  }
}
