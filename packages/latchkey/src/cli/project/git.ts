import { spawnSync } from "node:child_process"

/** Asks git in this folder; null where it fails or isn't installed. Never give it a secret as an argument. */
export function git(
  folder: string,
  args: readonly string[],
  input?: string,
): Buffer<ArrayBufferLike> | null {
  const { status, stdout } = spawnSync("git", ["--no-optional-locks", ...args], {
    cwd: folder,
    input: input ?? "",
    maxBuffer: 256 * 1024 * 1024,
    timeout: 30_000,
    stdio: ["pipe", "pipe", "ignore"],
  })
  return status === 0 ? stdout : null
}

export function isRepository(folder: string): boolean {
  return git(folder, ["rev-parse", "--is-inside-work-tree"])?.toString().trim() === "true"
}

/** Whether git would leave this file out. */
export function isIgnored(folder: string, file: string): boolean {
  return git(folder, ["check-ignore", "-q", "--no-index", "--", file]) !== null
}

export function isTracked(folder: string, file: string): boolean {
  return git(folder, ["ls-files", "--error-unmatch", "--", file]) !== null
}
