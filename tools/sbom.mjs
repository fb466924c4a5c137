/**
 * The bill of materials of what users install: CycloneDX, made from the lockfile alone, so that the same commit gives
 * the same bytes. `node tools/sbom.mjs` prints it; the build puts it into the package.
 *
 * @module
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { root } from "./run.mjs"

const home = "packages/latchkey"

/**
 * What the package depends on when it runs, whole, by name.
 *
 * @returns {{ name: string, version: string, integrity: string, license?: string, dependencies: string[] }[]}
 */
export function runtimeClosure(lock = readLock()) {
  const found = new Map()
  const take = (name) => {
    if (found.has(name)) return
    const entry = lock.packages[`node_modules/${name}`]
    if (!entry) throw new Error(`the lockfile has no ${name}`)
    const dependencies = Object.keys(entry.dependencies ?? {})
    found.set(name, { ...entry, name, dependencies })
    dependencies.forEach(take)
  }
  Object.keys(lock.packages[home].dependencies ?? {}).forEach(take)
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

function readLock() {
  return JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"))
}

/** @returns {object} CycloneDX 1.5 */
export function sbom() {
  const { name, version, license, dependencies } = JSON.parse(
    readFileSync(join(root, home, "package.json"), "utf8"),
  )
  const parts = runtimeClosure()
  const refs = new Map(parts.map((part) => [part.name, purl(part)]))
  const dependsOn = (names) => names.map((each) => refs.get(each))
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: { component: component({ name, version, license }) },
    components: parts.map(component),
    dependencies: [
      { ref: purl({ name, version }), dependsOn: dependsOn(Object.keys(dependencies)) },
      ...parts.map((part) => ({ ref: purl(part), dependsOn: dependsOn(part.dependencies) })),
    ],
  }
}

function component({ name, version, license, integrity }) {
  const ref = purl({ name, version })
  const [alg, hash] = integrity?.split("-") ?? []
  const content = hash && Buffer.from(hash, "base64").toString("hex")
  return {
    type: "library",
    "bom-ref": ref,
    name,
    version,
    purl: ref,
    ...(license && { licenses: [{ license: { id: license } }] }),
    ...(alg && { hashes: [{ alg: alg.toUpperCase().replace("SHA", "SHA-"), content }] }),
  }
}

function purl({ name, version }) {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(JSON.stringify(sbom(), null, 2))
}
