import { createRequire } from "node:module"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { CommandError } from "../command.ts"

/** A package as it was imported. */
export interface Driver {
  readonly name: string
  /** What it exports, the default export's names among them. */
  readonly exports: Readonly<Record<string, unknown>>
}

/**
 * Imports the first of these packages that the project has installed; ours has none of them.
 *
 * @param asking - Who needs it, for the message.
 * @throws CommandError naming what to install
 */
export async function loadDriver(
  folder: string,
  names: readonly string[],
  asking = "AUTH_KEYRING_URL",
): Promise<Driver> {
  const { resolve } = createRequire(join(folder, "package.json"))
  for (const name of names) {
    const path = resolved(resolve, name)
    if (path === null) continue
    const found = (await import(pathToFileURL(path).href)) as Record<string, unknown>
    const main = found["default"]
    const more = main && (typeof main === "object" || typeof main === "function") ? main : {}
    return { name, exports: { ...found, ...more } }
  }
  const packages = names.map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)![0])
  throw new CommandError(
    `${asking} needs the package ${packages.join(" or ")}, and this project doesn't have it: npm install ${packages[0]}`,
  )
}

function resolved(resolve: NodeJS.RequireResolve, name: string): string | null {
  try {
    return resolve(name)
  } catch {
    return null
  }
}
