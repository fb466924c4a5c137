import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { appOf, bin, run } from "./tools.ts"

/** A project to be compiled against the doors, in a folder of its own. */
export interface Project {
  readonly major: 4 | 5
  readonly name: string
  /** Its sources by path. */
  readonly files: Readonly<Record<string, string>>
  readonly resolution?: "nodenext" | "bundler"
  readonly options?: object
  /** Packages that only this project has: a folder each, by name. */
  readonly packages?: Readonly<Record<string, string>>
  /** The folder that the project lies in; the application of the major unless given. */
  readonly home?: string
}

export interface Compiled {
  readonly code: number
  readonly output: string
  /** A file that was emitted. */
  read(path: string): string
}

/** Compiles a project as strictly as applications do. */
export async function compile(project: Project): Promise<Compiled> {
  const { major, name, files, resolution = "bundler", options, packages = {} } = project
  const folder = join(project.home ?? appOf(major), "projects", `${name}-${resolution}`)
  rmSync(folder, { recursive: true, force: true })
  const config = {
    compilerOptions: {
      strict: true,
      noEmit: true,
      target: "ES2022",
      lib: ["ES2023", "DOM", "DOM.Iterable"],
      module: resolution === "nodenext" ? "NodeNext" : "ESNext",
      moduleResolution: resolution,
      jsx: "preserve",
      skipLibCheck: true,
      esModuleInterop: true,
      types: ["node"],
      paths: { "@/*": ["./*"] },
      ...options,
    },
    include: ["**/*"],
  }
  const all = {
    ...files,
    "tsconfig.json": JSON.stringify(config),
    "package.json": '{ "type": "module" }',
  }
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  for (const [each, source] of Object.entries(packages)) {
    cpSync(source, join(folder, "node_modules", each), { recursive: true, dereference: true })
  }
  const { code, output } = await run(join(bin, "tsc"), ["-p", folder], { cwd: folder })
  return { code, output, read: (path) => readFileSync(join(folder, path), "utf8") }
}

/**
 * The same packages as pnpm lays them out: an application reaches what it names, and nothing that those depend on.
 *
 * @returns the folder of the application
 */
export function pnpmLayout(major: 4 | 5): string {
  const home = join(appOf(major), "pnpm")
  const store = join(home, "node_modules/.pnpm/all/node_modules")
  rmSync(home, { recursive: true, force: true })
  for (const name of ["latchkey", "next-auth", "@auth/core"]) {
    cpSync(join(appOf(major), "node_modules", name), join(store, name), { recursive: true })
    if (name === "latchkey") continue
    mkdirSync(dirname(join(home, "node_modules", name)), { recursive: true })
    symlinkSync(join(store, name), join(home, "node_modules", name))
  }
  return home
}
