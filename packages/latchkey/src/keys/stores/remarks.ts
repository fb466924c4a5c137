import type { StoreRemark } from "../../contracts/keys.ts"

const READ_ONLY: Pick<StoreRemark, "code" | "severity" | "fix"> = {
  code: "ReadOnlyStore",
  severity: "warning",
  fix: 'Give the ring the primary, and a user that may write; a reader (`role: "reader"`) needs neither',
}

/** A server or user that can't change the ring. */
export function readOnly(message: string): StoreRemark {
  return { ...READ_ONLY, message }
}

/** A place that may lose the ring. */
export function volatile(message: string): StoreRemark {
  return {
    code: "VolatileStore",
    severity: "warning",
    message,
    fix: "Use one that evicts nothing and keeps its data on disk: losing the ring while no instance runs ends all sessions",
  }
}

/** Whether others on this machine can read a database file; nothing where files or modes don't exist. */
export function openFile(path: string): StoreRemark[] {
  const fs = globalThis.process?.getBuiltinModule?.("node:fs")
  if (!fs || path === "" || globalThis.process.platform === "win32") return []
  // What another machine told is not here.
  const mode = (fs.statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o777
  if ((mode & 0o007) === 0) return []
  return [
    {
      code: "OpenFile",
      severity: "warning",
      message: `everyone on this machine can read ${path} (mode ${mode.toString(8)}); the keys in it are wrapped, but not its dates`,
      fix: `chmod 600 ${path}`,
    },
  ]
}
