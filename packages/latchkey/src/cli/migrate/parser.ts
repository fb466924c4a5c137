import type * as TypeScript from "typescript"
import { CommandError } from "../command.ts"
import { loadDriver } from "../project/driver.ts"

/** The parts of TypeScript that read code. */
export type Parser = Pick<
  typeof TypeScript,
  "createSourceFile" | "forEachChild" | "ScriptTarget" | "ScriptKind" | "SyntaxKind"
>

/**
 * The project's own TypeScript; version 7 has no such interface, so its companion of version 6 will do as well.
 *
 * @throws CommandError that says what to install
 */
export async function loadParser(folder: string): Promise<Parser> {
  for (const name of ["typescript", "@typescript/typescript6"]) {
    const found = await load(folder, name)
    if (typeof found?.["createSourceFile"] === "function") return found as unknown as Parser
  }
  throw new CommandError(
    "--rename reads the code with TypeScript's parser, and this project has none: npm install --save-dev typescript@6, or leave the imports as they are with --alias. Nothing was changed",
  )
}

async function load(
  folder: string,
  name: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    return (await loadDriver(folder, [name])).exports
  } catch {
    return undefined
  }
}
