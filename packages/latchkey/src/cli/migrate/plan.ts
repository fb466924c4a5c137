import type { PackageManager } from "./package-manager.ts"
import type { Source } from "./sources.ts"
import type { Use } from "./uses.ts"
import type { Workspace } from "./workspace.ts"

/** What a migration would do, and what there is to know about it. Holds no secret. */
export interface Plan {
  readonly workspace: Workspace
  readonly manager: PackageManager
  /** `alias`: the imports stay. `rename`: they name `latchkey`. */
  readonly mode: "alias" | "rename"
  /** What each package of the workspace uses of Auth.js; those that use nothing are left out. */
  readonly members: readonly MemberUses[]
  readonly changes: readonly Change[]
  readonly notes: readonly Note[]
}

export interface MemberUses {
  /** Relative to the root; `.` for the root itself. */
  readonly shown: string
  readonly folder: string
  /** Its `package.json`, absolute. */
  readonly manifest: string
  readonly content: Readonly<Record<string, unknown>>
  readonly uses: readonly Use[]
  /** The source files that name a package of Auth.js. */
  readonly sources: readonly Source[]
}

/** A file as it is and as it will be. */
export interface Change {
  /** Relative to the root, with `/`. */
  readonly path: string
  /** Null: there is none yet. */
  readonly before: string | null
  /** As an earlier step left it, where this is a later one. */
  readonly between?: string
  readonly after: string
}

/** Something to know. */
export interface Note {
  /**
   * `stop`: nothing is done without `--force`. `warning`: look at it before you deploy. `differs`: behaves otherwise
   * from now on. `stays`: is left as it is.
   */
  readonly kind: "stop" | "warning" | "differs" | "stays"
  /** Stable. */
  readonly code: string
  readonly text: string
  /** A page of the documentation. */
  readonly see?: string | undefined
}
