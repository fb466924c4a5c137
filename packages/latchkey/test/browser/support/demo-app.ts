import { rmSync } from "node:fs"
import { join } from "node:path"
import { freePort, type RunningNext, startLocal, startNext } from "../../../../../tools/demo.mjs"
import { folder } from "./folder.ts"

export interface CaughtMail {
  to: string
  subject: string
  link: string
}

/** The demo, running with its identity provider and its mailbox. */
export interface DemoApp {
  url: string
  /** What the server has printed since it was last started. */
  output: () => string
  /** Kills the server as a crash would, and starts it again on the same port. */
  crashAndRestart: (env?: Record<string, string>) => Promise<void>
  /** Caught mails, newest first. */
  mails: () => Promise<CaughtMail[]>
  /** Values that must be seen nowhere. */
  secrets: string[]
  stop: () => Promise<void>
}

export interface DemoOptions {
  mode: "dev" | "start"
  env?: Record<string, string>
}

/** Starts the demo on a port of its own, with an empty database. */
export async function startDemo({ mode, env = {} }: DemoOptions): Promise<DemoApp> {
  const port = await freePort(3300)
  const database = join(folder, `.latchkey-test-${port}.sqlite`)
  for (const ending of ["", "-wal", "-shm"]) rmSync(`${database}${ending}`, { force: true })
  const local = await startLocal(port)
  const start = (more: Record<string, string>): Promise<RunningNext> => {
    const all = { ...local.environment, DEMO_DATABASE: database, ...env, ...more }
    return startNext({ mode, port, folder, env: all })
  }
  let next = await start({}).catch((error: unknown) => {
    local.stop()
    throw error
  })
  return {
    url: next.url,
    output: () => next.output(),
    crashAndRestart: async (more = {}) => {
      await next.stop("SIGKILL")
      next = await start(more)
    },
    mails: async () => (await fetch(local.environment["DEMO_MAILBOX"]!)).json(),
    secrets: [local.environment["AUTH_LOCAL_SECRET"]!],
    stop: async () => {
      await next.stop("SIGKILL")
      local.stop()
    },
  }
}
