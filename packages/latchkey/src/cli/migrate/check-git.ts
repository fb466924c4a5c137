import { git, isRepository } from "../project/git.ts"
import type { Change, Note } from "./plan.ts"

/** Files with changes of yours that ours would be mixed with. */
export function checkGit(
  root: string,
  changes: readonly Change[],
  lock: string | undefined,
): Note[] {
  if (!isRepository(root)) return []
  const paths = [...changes.map(({ path }) => path), ...(lock === undefined ? [] : [lock])]
  const status = git(root, ["status", "--porcelain", "--untracked-files=normal", "--", ...paths])
  const dirty = (status?.toString() ?? "").split("\n").filter(Boolean)
  if (dirty.length === 0) return []
  const names = dirty.map((line) => line.slice(3)).join(", ")
  return [
    {
      kind: "stop",
      code: "NotCommitted",
      text: `git has uncommitted changes in ${names}: commit them first, so that the two can be told apart`,
    },
  ]
}
