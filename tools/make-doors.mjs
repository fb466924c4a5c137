/**
 * Writes the packages of `tools/doors.mjs`; with `--check` says which of their files are not as they would be written.
 *
 * @module
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { providerDeclarations } from "./door-provider-types.mjs"
import { doors } from "./doors.mjs"
import { root } from "./run.mjs"

/** @import { Door, Path } from "./doors.mjs" */

const GENERATED = "// Written by tools/make-doors.mjs.\n"
const providersFolder = join(root, "packages/latchkey/src/providers")
const gapsFile = "docs/drop-in.md"
const standInsFile = "packages/latchkey/src/cli/migrate/stand-ins.ts"
const gapsMarks = ["<!-- missing: written by tools/make-doors.mjs -->\n", "<!-- /missing -->"]

/** The names of the providers that we have. */
export function ownProviders() {
  return readdirSync(providersFolder)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .filter((name) => /^export default /m.test(readFileSync(join(providersFolder, name), "utf8")))
    .map((name) => name.slice(0, -".ts".length))
}

/** The published providers that a door has, and those it lacks. */
export function providersOf(door) {
  const own = new Set(ownProviders())
  return {
    present: door.providers.filter((name) => own.has(name)),
    missing: door.providers.filter((name) => !own.has(name)),
  }
}

/** The module behind one provider of a door, in our sources. */
export function sourceOf(door, name) {
  const { from = `latchkey/providers/${name}` } = door.special[name] ?? {}
  return join(root, "packages/latchkey/src", `${from.slice("latchkey/".length)}.ts`)
}

/** All files of a door by their path in its folder. */
export function filesOf(door) {
  const files = { "package.json": manifest(door), "README.md": readme(door) }
  files["LICENSE"] = readFileSync(join(root, "LICENSE"), "utf8")
  files["bin.js"] = `#!/usr/bin/env node\n${GENERATED}import "latchkey/cli"\n`
  for (const [path, what] of Object.entries(door.paths)) {
    if (path.endsWith(".json")) continue
    files[`${fileOf(path)}.js`] = script(what)
    files[`${fileOf(path)}.d.ts`] = declarations(what)
    if (door.callable) {
      files[`${fileOf(path)}.cjs`] = required(what)
      files[`${fileOf(path)}.d.cts`] = requiredDeclarations(fileOf(path), what.values)
    }
  }
  for (const name of providersOf(door).present) {
    const { from = `latchkey/providers/${name}`, types = {}, ...more } = door.special[name] ?? {}
    const { named = {}, values = ["default", ...Object.keys(named)] } = more
    files[`providers/${name}.js`] = providerScript(door, from, values)
    const source = sourceOf(door, name)
    files[`providers/${name}.d.ts`] =
      `${GENERATED}${providerDeclarations(door, { name, from, source, types, named })}`
    if (door.callable) {
      files[`providers/${name}.cjs`] = requiredProvider(from, values)
      files[`providers/${name}.d.cts`] = requiredDeclarations(name, values)
    }
  }
  return files
}

function fileOf(path) {
  if (path === ".") return "index"
  return path === "./providers" ? "providers/index" : path.slice(2)
}

function script({ from, values = [], client }) {
  if (values.length === 0) return `${GENERATED}export {}\n`
  const body = `export ${braces(values, from)}`
  return `${client ? '"use client"\n' : ""}${GENERATED}${body}`
}

/** For `require`: bundlers that leave packages to Node take no ES module there, though Node itself does. */
function required({ from, values = [], client }) {
  const what = `require("${from}")${values.includes("default") ? ".default" : ""}`
  const body = `module.exports = ${values.length === 0 ? "{}" : what}\n`
  return `${client ? '"use client"\n' : ""}${GENERATED}${body}`
}

/** The same types for CommonJS: a compiler that follows Node lets no such file import an ES module otherwise. */
function requiredDeclarations(file, values = ["default"]) {
  const own = `./${file.split("/").at(-1)}.js`
  const mode = '{ "resolution-mode": "import" }'
  const typeOf = (name) => `typeof import("${own}", { with: ${mode} }).${name}`
  const declared = values.map((name) =>
    name === "default"
      ? `declare const main: ${typeOf(name)}\nexport default main\n`
      : `export declare const ${name}: ${typeOf(name)}\n`,
  )
  return `${GENERATED}export type * from "${own}" with ${mode}\n${declared.join("")}`
}

function requiredProvider(from, values) {
  const named = namedOf(values)
  const all = named.map((name) => `${name}: factories.${name}`).join(", ")
  const factories = `const factories = require("${from}")\n\nmodule.exports = callable(factories.default, { ${all} })\n`
  const alone = `\nmodule.exports = callable(require("${from}").default)\n`
  return `${GENERATED}const { callable } = require("latchkey/doors/v4/callable")
${named.length > 0 ? factories : alone}`
}

function namedOf(values) {
  return values.filter((name) => name !== "default")
}

/** The names and where they are from, on one line where they fit on it, as the formatter would have it. */
function braces(names, from) {
  const line = `{ ${names.join(", ")} } from "${from}"\n`
  if (line.length <= (line.includes(" as ") ? 88 : 93)) return line
  return `{\n${names.map((name) => `  ${name},\n`).join("")}} from "${from}"\n`
}

/**
 * `reaches`: the compiler applies an augmentation only of modules that something imports, and the published package's
 * own declarations import theirs.
 */
function declarations({ from, values = [], augments = "", reaches = [] }) {
  // Another package is there or not.
  const reached = reaches
    .map((path) =>
      path.startsWith("./")
        ? `import type {} from "${path}.js"\n`
        : `// @ts-ignore\nimport type {} from "${path}"\n`,
    )
    .join("")
  const main = values.includes("default") ? `export { default } from "${from}"\n` : ""
  return `${GENERATED}${reached}${main}export * from "${from}"\n${augments && `\n${augments}`}`
}

function providerScript(door, from, values = ["default"]) {
  if (!door.callable) return `${GENERATED}export ${braces(values, from)}`
  const named = namedOf(values)
  const list = `{ ${named.join(", ")} }`
  if (named.length === 0) {
    return `${GENERATED}import factory from "${from}"
import { callable } from "latchkey/doors/v4/callable"

export default /* @__PURE__ */ callable(factory)
`
  }
  return `${GENERATED}import factory, ${list} from "${from}"
import { callable } from "latchkey/doors/v4/callable"

export default /* @__PURE__ */ callable(factory, ${list})
export ${list}
`
}

function manifest(door) {
  const main = JSON.parse(readFileSync(join(root, "packages/latchkey/package.json"), "utf8"))
  const exported = Object.entries(door.paths).map(([path]) => {
    if (path.endsWith(".json")) return [path, path]
    return [path, targets(door, `./${fileOf(path)}`)]
  })
  exported.push(["./providers/*", targets(door, "./providers/*")])
  const content = {
    name: door.name,
    version: door.version,
    description: `Latchkey in the place of ${door.standsFor} ${door.version
      .split(".")
      .slice(0, door.version.startsWith("0.") ? 2 : 1)
      .join(".")}.`,
    license: main.license,
    bin: { auth: "./bin.js", latchkey: "./bin.js" },
    files: [
      "*.js",
      ...(door.callable ? ["*.cjs", "*.d.cts"] : []),
      "*.d.ts",
      "client",
      "providers",
    ],
    type: "module",
    sideEffects: ["./bin.js"],
    exports: Object.fromEntries(exported),
    publishConfig: main.publishConfig,
    dependencies: { latchkey: main.version },
    peerDependencies: main.peerDependencies,
    peerDependenciesMeta: main.peerDependenciesMeta,
    engines: main.engines,
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

function targets(door, file) {
  const types = `${file}.d.ts`
  const script = `${file}.js`
  return door.callable
    ? { require: { types: `${file}.d.cts`, default: `${file}.cjs` }, types, default: script }
    : { types, default: script }
}

function readme({ name, version, standsFor, published }) {
  return `# ${name}

Latchkey in the place of \`${standsFor}\` ${published}: the same paths, names and types.

\`\`\`sh
npm install ${standsFor}@npm:${name}@${version}
\`\`\`

There is no code here: every file hands on what \`latchkey\` exports.
`
}

/** What the published packages have and the doors don't, for the documentation. */
function gaps() {
  const rows = doors.map((door) => {
    const { present, missing } = providersOf(door)
    const counts = `${present.length} of ${door.providers.length} providers`
    const paths = door.left.map((path) => `\`${door.standsFor}${path.slice(1)}\``)
    const list = missing.map((name) => `\`${name}\``).join(", ") || "none"
    return [
      `### ${door.name}, for ${door.standsFor} ${door.published}`,
      `Paths that are missing: ${paths.join(", ") || "none"}.`,
      `It has ${counts}. Missing: ${list}.`,
    ].join("\n\n")
  })
  return `\n${rows.join("\n\n")}\n\n`
}

/** The page about the doors, its list of gaps brought up to date. */
function page() {
  const text = readFileSync(join(root, gapsFile), "utf8")
  const [before, rest] = text.split(gapsMarks[0])
  const after = rest?.split(gapsMarks[1])[1]
  if (after === undefined) throw new Error(`${gapsFile} has lost its marks`)
  return `${before}${gapsMarks[0]}${gaps()}${gapsMarks[1]}${after}`
}

/** What `latchkey migrate` knows of the doors: versions, and the module behind each path. */
function standIns() {
  const entries = doors.map((door) => {
    const paths = Object.entries(door.paths).filter(([path]) => !path.endsWith(".json"))
    const special = Object.entries(door.special).flatMap(([name, { from }]) =>
      from === undefined ? [] : [[`./providers/${name}`, { from }]],
    )
    const types = Object.entries(door.special).flatMap(([name, { types }]) =>
      types === undefined ? [] : [`"./providers/${name}": ${braced(types)},`],
    )
    return `  {
    name: "${door.name}",
    version: "${door.version}",
    standsFor: "${door.standsFor}",
    published: "${door.published}",
    paths: {
${[...paths, ...special].map(([path, { from }]) => `      "${path}": "${from}",`).join("\n")}
    },
    providers:
      "${providersOf(door).present.join(" ")}",
    types: {
${types.map((line) => `      ${line}`).join("\n")}
    },
  },`
  })
  return `${GENERATED}import type { StandIn } from "./stand-in.ts"

/** The packages that stand in for others, as they are released with this version. */
export const STAND_INS: readonly StandIn[] = [
${entries.join("\n")}
]
`
}

function braced(names) {
  const pairs = Object.entries(names).map(([name, own]) => `${name}: "${own}"`)
  return `{ ${pairs.join(", ")} }`
}

/** Every generated file by its path in the repository. */
export function allFiles() {
  const files = { [gapsFile]: page(), [standInsFile]: standIns() }
  for (const door of doors) {
    for (const [file, text] of Object.entries(filesOf(door))) {
      files[`packages/${door.folder}/${file}`] = text
    }
  }
  return files
}

/** Files in the doors' folders that nobody writes. */
function strays(files) {
  return doors.flatMap(({ folder }) => {
    const home = join(root, "packages", folder)
    if (!existsSync(home)) return []
    return readdirSync(home, { recursive: true, encoding: "utf8" })
      .filter((name) => !name.split("/").includes("node_modules"))
      .map((name) => join(home, name))
      .filter((file) => statSync(file).isFile() && !(relative(root, file) in files))
  })
}

/** What is wrong with the generated files, or undefined. */
export function doorsProblem() {
  const files = allFiles()
  const differing = Object.entries(files)
    .filter(
      ([file, text]) =>
        !existsSync(join(root, file)) || readFileSync(join(root, file), "utf8") !== text,
    )
    .map(([file]) => `${file} is not as it would be written`)
  const odd = strays(files).map((file) => `${relative(root, file)} belongs to no door`)
  const problems = [...differing, ...odd]
  return problems.length ? [...problems, "Run: node tools/make-doors.mjs"].join("\n") : undefined
}

function write() {
  const files = allFiles()
  for (const file of strays(files)) rmSync(file)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text, file.endsWith("bin.js") ? { mode: 0o755 } : {})
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--check")) {
    const problem = doorsProblem()
    if (problem) {
      console.error(problem)
      process.exitCode = 1
    }
  } else write()
}
