/**
 * An application that moves from the published package to ours and back, at one address, while a browser stays open.
 */
import { rmSync } from "node:fs"
import type { Page } from "playwright-core"
import { expect } from "vitest"
import {
  build,
  checkTypes,
  copyExample,
  type Env,
  filesOf,
  freeAddress,
  type RunningApp,
  start,
} from "./app.ts"
import { openBrowser, type Visitor } from "./drive.ts"
import { switchBack, switchToOurs } from "./switch.ts"
import { type Registry, startRegistry } from "./tools.ts"

export class Move {
  folder = ""
  url = ""
  /** What the application is started with. It is built without. */
  env: Env = {}
  app: RunningApp | undefined
  visitor!: Visitor
  registry!: Registry
  private asWritten: Record<string, string> = {}

  /** Copies an example, finds it an address, and opens a browser. */
  async prepare(name: string): Promise<void> {
    this.registry = await startRegistry()
    this.folder = await copyExample(name)
    this.url = await freeAddress()
    this.env = { AUTH_URL: this.url }
    this.visitor = await openBrowser()
  }

  async close(): Promise<void> {
    await this.stop()
    await this.visitor?.close()
    await this.registry?.stop()
  }

  get page(): Page {
    return this.visitor.page
  }

  /** A file beside the application, which does not exist yet. */
  fileBeside(ending: string): string {
    const file = `${this.folder}.${ending}`
    rmSync(file, { force: true })
    return file
  }

  async build(): Promise<void> {
    await build(this.folder)
  }

  /** @param env in the place of what {@link env} says */
  async start(env: Env = {}): Promise<void> {
    await this.stop()
    this.app = await start(this.folder, { ...this.env, ...env }, { url: this.url })
  }

  async stop(): Promise<void> {
    await this.app?.stop()
    this.app = undefined
  }

  /** Takes ours, by the command alone: it writes the manifest and the lock file, and nothing that is the author's. */
  async toOurs(): Promise<void> {
    await this.stop()
    this.asWritten = filesOf(this.folder)
    await switchToOurs(this.folder, { registry: this.registry })
    expectSwitched(this.asWritten, filesOf(this.folder))
  }

  /** Takes the published package again; every file is as it was. */
  async back(): Promise<void> {
    await this.stop()
    await switchBack(this.folder, { registry: this.registry })
    expectSame(this.asWritten, filesOf(this.folder))
  }

  /** What a route answers the browser, without going on to where it sends people. */
  async ask(path: string): Promise<{ status: number; body: unknown }> {
    const response = await this.page.request.get(`${this.url}${path}`, { maxRedirects: 0 })
    const body: unknown = await response.json().catch(() => null)
    return { status: response.status(), body }
  }
}

/** No error in the application's own check of its types. */
export async function expectTypes({ folder }: Move): Promise<void> {
  expect(await checkTypes(folder)).toEqual({ code: 0, output: "" })
}

/** No page has thrown or logged an error. */
export function expectNoProblems({ visitor }: Move): void {
  expect(visitor.problems).toEqual([])
}

type Files = Record<string, string>

function expectSwitched(before: Files, after: Files): void {
  const { "package.json": manifest, "package-lock.json": lock, ...rest } = after
  expect({ ...before, ...rest }).toEqual(before)
  expect(manifest).not.toBe(before["package.json"])
  expect(lock).not.toBe(before["package-lock.json"])
}

function expectSame(before: Files, after: Files): void {
  expect(after).toEqual(before)
}
