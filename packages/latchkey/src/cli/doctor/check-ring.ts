import type { KeyringStatus } from "../../keys/managed/operations.ts"
import type { StoreReport } from "../../keys/managed/store-report.ts"
import type { ManagedProject } from "../project/load-project.ts"
import type { Finding } from "./finding.ts"

/** Milliseconds for one read of the store, above which cold starts suffer. */
const SLOW = 250
/** More keys than this open only where something rotates far too often. */
const MANY_KEYS = 12

/** Whether the ring opens, its clocks and instances agree, and its place keeps what it is given. */
export async function checkRing({ ring, from, redact }: ManagedProject): Promise<Finding[]> {
  let status: KeyringStatus
  try {
    status = await ring.status()
  } catch (error) {
    return [unreachable(from, error, redact)]
  }
  const report = await ring.examineStore()
  return [...checkKeys(status), ...checkInstances(status), ...checkStore(status, report)].map(
    (finding) => ({ file: from, ...finding }),
  )
}

function unreachable(from: string, error: unknown, redact: (text: string) => string): Finding {
  const { name, message } = error instanceof Error ? error : { name: "", message: "it failed" }
  const codes: Record<string, Finding["code"]> = {
    RingForged: "RingForged",
    RingLocked: "RingLocked",
    RingRootMissing: "MissingSecret",
  }
  const fixes: Record<string, string> = {
    RingRootMissing:
      "Set AUTH_SECRET, the secret that wraps the ring, as where it runs already; for a new ring: npx latchkey secret",
    RingForged:
      "Put back a copy of the ring from before someone changed it, and find out who can write there",
    RingLocked:
      "Set the secret that wraps the ring beside the present one; if it is lost: docs/operations.md, lost root",
  }
  return {
    code: codes[name] ?? "RingUnreachable",
    severity: "error",
    file: from,
    message: redact(message),
    fix:
      fixes[name] ??
      "Start the store, or let this machine reach it; sessions go on meanwhile where instances run",
  }
}

function checkKeys({ keys, active, now, policy }: KeyringStatus): Finding[] {
  const findings: Finding[] = []
  const sealing = keys.find(({ id }) => id === active)
  if (sealing?.state === "overdue") {
    const days = Math.floor((now - sealing.notAfter) / 86_400_000)
    findings.push({
      code: "KeyOverdue",
      severity: "error",
      message: `key ${active} should have been followed ${days} day(s) ago: no instance that may write has looked since`,
      fix: 'Run an instance with `role: "full"` that reaches the store, or: npx latchkey keys rotate',
    })
  }
  if (sealing?.imported && keys.every(({ state }) => state !== "published")) {
    findings.push({
      code: "ImportedKeySeals",
      severity: "warning",
      message: `key ${active} seals, which is AUTH_SECRET itself: whoever reads the environment can sign sessions`,
      fix: "npx latchkey keys rotate",
    })
  }
  const open = keys.filter(({ state }) => state === "verify-only")
  if (open.length > MANY_KEYS) {
    const days = Math.round(policy.lifetime / 86_400_000)
    findings.push({
      code: "ManyKeys",
      severity: "warning",
      message: `${open.length} former keys still open; each may leak. A key seals for ${days} day(s)`,
      fix: "Rotate less often, or shorten maxTokenAge to what session.maxAge is",
    })
  }
  return findings
}

function checkInstances({ instances, behind, roots }: KeyringStatus): Finding[] {
  const findings: Finding[] = []
  if (behind.length > 0) {
    findings.push({
      code: "InstanceBehind",
      severity: "warning",
      message: `not up to date: ${behind.join(", ")}`,
      fix: "Look whether they reach the store; a key that waits for them starts later",
    })
  }
  const known = new Set(roots.map(({ root }) => root))
  const odd = instances.filter(({ root }) => !known.has(root))
  const used = new Set(instances.map(({ root }) => root))
  if (odd.length === 0 && used.size < 2) return findings
  const by = [...used].map((root) => {
    const names = instances.filter((one) => one.root === root).map(({ instance }) => instance)
    return `${root}: ${names.join(", ")}`
  })
  findings.push({
    code: "RootsDiffer",
    severity: "warning",
    message: `instances opened the ring with different roots (${by.join("; ")})`,
    fix: "In a rolling change of AUTH_SECRET that is well; else give all of them the same",
  })
  return findings
}

function checkStore({ policy }: KeyringStatus, report: StoreReport): Finding[] {
  const findings: Finding[] = report.remarks.map((remark) => ({
    ...remark,
    message: `${report.store}: ${remark.message}`,
  }))
  const seconds = Math.round(report.clockOffset / 1000)
  if (Math.abs(report.clockOffset) > policy.skew) {
    findings.push({
      code: "ClockSkew",
      severity: "warning",
      message: `this clock is ${Math.abs(seconds)} s ${seconds > 0 ? "behind" : "ahead of"} that of ${report.store}`,
      fix: "Synchronise it (NTP). Keys follow the store's clock, but tokens have this one's dates",
    })
  }
  if (report.latency > SLOW) {
    findings.push({
      code: "SlowStore",
      severity: "warning",
      message: `${report.store} took ${Math.round(report.latency)} ms to answer`,
      fix: "Nothing waits for it but the first request of an instance; keep the store near",
    })
  }
  return findings
}
