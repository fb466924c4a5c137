/**
 * In the process of a test file: runs the tests once, sees which mutants each covers, and then runs them again with one
 * mutant after the other. The sources stay loaded, so a mutant costs what its tests cost. A test that killed one runs
 * once more without it: only if it passes then, the mutant was the reason.
 *
 * @module
 */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { TestRunner, vi } from "vitest"
import { startTests } from "vitest/internal/browser"

const folder = process.env.MUTATION_FOLDER
/** What the instrumented sources share: counters, and the mutant that is on. */
const shared = (globalThis.__stryker__ ??= {})

const files = {
  mutants: join(folder, "mutants.json"),
  verdicts: process.env.MUTATION_VERDICTS,
  now: join(folder, "now"),
}

const nameOf = (test) => test.fullTestName ?? test.fullName ?? test.id

function testsOf(suite) {
  return suite.tasks.flatMap((task) => (task.type === "test" ? [task] : testsOf(task)))
}

/** Where the sources keep what outlives a request. */
const REGISTRY = Symbol.for("latchkey/registry/1")

/** Empties what is remembered, since an answer from before would hide a mutant. */
function emptyMemos() {
  const memos = [...(globalThis[REGISTRY]?.values() ?? [])].filter((memo) => memo instanceof Object)
  for (const memo of memos.flatMap((one) => [one, ...Object.values(one)])) {
    if (typeof memo?.clear === "function") memo.clear()
  }
}

/** Milliseconds of a test above which it is asked only about what no other test of its file covers. */
const QUICK = 1_000

/** Runs what is wanted of a file and tells nobody. */
class Quiet extends TestRunner {
  failed = ""
  reason = ""

  constructor(outer, wanted, timeout) {
    super({ ...outer.config, testTimeout: timeout, hookTimeout: timeout })
    this.wanted = wanted
    this.moduleRunner = outer.moduleRunner
    this._otel = outer._otel
    this.onCleanupWorkerContext = undefined
  }

  onCollected([file]) {
    const keep = (task) => {
      const wanted =
        task.type === "test"
          ? task.mode !== "skip" && this.wanted.has(nameOf(task))
          : task.tasks.map(keep).includes(true)
      if (!wanted) task.mode = "skip"
      return wanted
    }
    keep(file)
  }

  // What the original does about snapshots is not for us: the sources have none.
  onAfterRunSuite(suite) {
    this.workerState.current = suite.suite ?? suite.file
    if (suite.result?.state === "fail") this.note(suite, suite.file?.filepath ?? suite.name)
  }

  async onBeforeRunTask(test) {
    if (this.failed) test.mode = "skip"
    await super.onBeforeRunTask(test)
  }

  onAfterRunTask(test) {
    super.onAfterRunTask(test)
    if (test.result?.state === "fail") this.note(test, nameOf(test))
  }

  note({ result }, name) {
    this.failed ||= name
    this.reason ||= String(result.errors?.[0]?.message ?? "failed").slice(0, 200)
  }

  onAfterRunFiles(all) {
    super.onAfterRunFiles(all)
    if (all[0].result?.state === "fail") this.note(all[0], all[0].filepath)
  }
}

export default class MutationRunner extends TestRunner {
  async onBeforeRunTask(test) {
    shared.currentTestId = nameOf(test)
    await super.onBeforeRunTask(test)
  }

  onAfterRunTask(test) {
    shared.currentTestId = undefined
    super.onAfterRunTask(test)
  }

  async onAfterRunFiles(all) {
    await super.onAfterRunFiles(all)
    const [file] = all
    // One that fails already can't tell anything: some count work, of which there is more with all the switches.
    const tests = testsOf(file).filter(({ result }) => result?.state === "pass")
    const failed = testsOf(file).filter(({ result }) => result?.state === "fail")
    if (failed.length > 0) say({ file: file.filepath, failed: failed.map(nameOf) })
    this.durations = new Map(tests.map((test) => [nameOf(test), test.result.duration ?? 0]))
    const covered = structuredClone(shared.mutantCoverage ?? { static: {}, perTest: {} })
    const decided = new Set(
      lines()
        .filter(({ status }) => status)
        .map(({ id }) => id),
    )
    for (const id of JSON.parse(readFileSync(files.mutants, "utf8"))) {
      if (decided.has(id)) continue
      const own = this.quickest((name) => covered.perTest[name]?.[id])
      const atStart = covered.static[id] > 0
      if (own.length === 0 && !atStart) continue
      say({ id, covered: true })
      writeFileSync(files.now, `${process.pid} ${id}`)
      const verdict = await this.judge(file.filepath, id, own, atStart, covered)
      if (verdict) say({ id, ...verdict })
    }
    writeFileSync(files.now, "")
  }

  quickest(filter) {
    const names = [...this.durations.keys()].filter(filter)
    const quick = names.filter((name) => this.durations.get(name) < QUICK)
    return quick.length > 0 ? quick : names
  }

  /** Whether the tests see a mutant: with the sources as they are loaded, and anew where it acts when they load. */
  async judge(path, id, own, atStart, covered) {
    const hits = own.reduce((sum, name) => sum + covered.perTest[name][id], covered.static[id] ?? 0)
    const limit = 100 * hits + 10_000
    if (own.length > 0) {
      const first = await this.once(path, { id, limit, wanted: new Set(own) })
      if (first.failed) {
        const again = await this.once(path, { wanted: new Set([first.failed]) })
        if (!again.failed) return verdictOf(first)
        atStart = true
      }
    }
    if (!atStart) return undefined
    this.forget()
    const fresh = await this.once(path, { id, limit, wanted: new Set(this.quickest(() => true)) })
    this.forget()
    if (!fresh.failed) return undefined
    const without = await this.once(path, { wanted: new Set([fresh.failed]) })
    if (without.failed) this.forget()
    return without.failed ? undefined : verdictOf(fresh)
  }

  async once(path, { id, limit, wanted }) {
    const slowest = Math.max(0, ...[...wanted].map((name) => this.durations.get(name) ?? 0))
    const quiet = new Quiet(this, wanted, 3_000 + 10 * slowest)
    emptyMemos()
    shared.hitCount = 0
    shared.hitLimit = limit
    shared.activeMutant = id
    try {
      await startTests([path], quiet)
    } catch (error) {
      quiet.note({ result: { errors: [error] } }, path)
    } finally {
      shared.activeMutant = undefined
      shared.hitCount = undefined
    }
    vi.useRealTimers()
    vi.unstubAllEnvs()
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
    return { failed: quiet.failed, reason: quiet.reason }
  }

  /** Lets the sources be loaded anew at the next import. */
  forget() {
    delete globalThis[REGISTRY]
    for (const [path, node] of this.moduleRunner.evaluatedModules.idToModuleMap) {
      if (!/packages\/latchkey\/(src|test)\//.test(path)) continue
      node.promise = undefined
      node.exports = undefined
      node.evaluated = false
      node.importers.clear()
    }
  }
}

function verdictOf({ failed, reason }) {
  const slow = /timed out in|Hit count limit/.test(reason)
  return { status: slow ? "timeout" : "killed", by: failed }
}

function lines() {
  return readFileSync(files.verdicts, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

function say(fact) {
  appendFileSync(files.verdicts, `${JSON.stringify(fact)}\n`)
}
