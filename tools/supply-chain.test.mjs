/** What users install, what we build with, and how it is published. */
import { execFileSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { build, tarball } from "./build.mjs"
import { alone } from "./pack-doors.mjs"
import { root } from "./run.mjs"
import { runtimeClosure, sbom } from "./sbom.mjs"

/** Where nothing was built yet, it is built now. */
const SLOW = { timeout: 240_000 }

const read = (file) => JSON.parse(readFileSync(join(root, file), "utf8"))
const listed = (pattern) =>
  execFileSync("git", ["ls-files", pattern], { cwd: root, encoding: "utf8" }).trim().split("\n")

const packages = readdirSync(join(root, "packages")).map((name) => `packages/${name}/package.json`)
const manifests = listed("*package.json")
const lockfiles = listed("*package-lock.json")
const workflows = listed(".github/workflows/*.yml").map((file) => [
  file,
  readFileSync(join(root, file), "utf8"),
])

describe("what users install", () => {
  it("depends on two packages, which depend on none", () => {
    const names = ["jose", "oauth4webapi"]
    expect(Object.keys(read("packages/latchkey/package.json").dependencies)).toEqual(names)
    expect(runtimeClosure().map(({ name }) => name)).toEqual(names)
  })

  it.each(packages.filter((file) => !file.includes("/latchkey/")))(
    "%s depends on latchkey alone, in one version",
    (file) => {
      const { version } = read("packages/latchkey/package.json")
      expect(read(file).dependencies).toEqual({ latchkey: version })
    },
  )

  it.each(packages)("%s runs nothing when it is installed", (file) => {
    const { scripts = {}, gypfile, bundledDependencies } = read(file)
    expect(scripts).toEqual({})
    expect([gypfile, bundledDependencies]).toEqual([undefined, undefined])
    expect(existsSync(join(root, file, "../binding.gyp"))).toBe(false)
  })

  it("gets nothing that runs a script when it is installed from what is depended on", () => {
    expect(runtimeClosure().filter(({ hasInstallScript }) => hasInstallScript)).toEqual([])
  })

  it(
    "holds its bill of materials, the code and the docs, and no source or test",
    SLOW,
    async () => {
      await alone("doors", () => build({ pack: true }))
      const files = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).trim().split("\n")
      expect(files).toContain("package/dist/sbom.cdx.json")
      expect(files).toContain("package/LICENSE")
      const odd = files.filter(
        (name) => !/^package\/(dist|docs)\/|\/(package\.json|LICENSE|README\.md)$/.test(name),
      )
      expect(odd).toEqual([])
      expect(files.filter((name) => /\.test\.|\.env|\.npmrc|(?<!\.d)\.tsx?$/.test(name))).toEqual(
        [],
      )
      const held = execFileSync("tar", ["-xzOf", tarball, "package/dist/sbom.cdx.json"])
      expect(JSON.parse(held.toString())).toEqual(sbom())
    },
  )
})

describe("the bill of materials", () => {
  it("names each part with its version, licence and hash, and what needs it", () => {
    const { bomFormat, components, dependencies, metadata } = sbom()
    expect(bomFormat).toBe("CycloneDX")
    expect(metadata.component.name).toBe("latchkey")
    for (const part of components) {
      expect(part.purl).toBe(`pkg:npm/${part.name}@${part.version}`)
      expect(part.hashes).toEqual([
        { alg: "SHA-512", content: expect.stringMatching(/^[0-9a-f]{128}$/) },
      ])
      expect(part.licenses).toEqual([{ license: { id: "MIT" } }])
    }
    expect(dependencies[0].dependsOn).toEqual(components.map((part) => part["bom-ref"]))
  })

  it("is the same bytes each time", () => {
    expect(JSON.stringify(sbom())).toBe(JSON.stringify(sbom()))
    expect(JSON.stringify(sbom())).not.toMatch(/timestamp|serialNumber/)
  })
})

/** Packages of this repository, in applications that are tested with them. */
function isOurs(path, name) {
  return path.endsWith("node_modules/latchkey") || (name ?? "").startsWith("@latchkey/")
}

describe("what we build and test with", () => {
  const exact = /^(npm:\S+@)?\d+\.\d+\.\d+(-[\w.]+)?$/

  it.each(manifests)("%s names versions, not ranges", (file) => {
    const { name, dependencies = {}, devDependencies = {} } = read(file)
    // What the library itself needs is a range, so that users need no second copy.
    const own = name === "latchkey" ? {} : dependencies
    const loose = Object.entries({ ...own, ...devDependencies }).filter(([, v]) => !exact.test(v))
    expect(loose).toEqual([])
  })

  it.each(lockfiles)("%s has a hash for each package, and no address", (file) => {
    const { lockfileVersion, packages: entries } = read(file)
    expect(lockfileVersion).toBe(3)
    const installed = Object.entries(entries).filter(
      ([path, { link, inBundle, name }]) =>
        path.includes("node_modules/") && !link && !inBundle && !isOurs(path, name),
    )
    const bare = installed.filter(([, { integrity }]) => !integrity?.startsWith("sha512-"))
    expect(bare.map(([path]) => path)).toEqual([])
    const addressed = Object.entries(entries).filter(([, { resolved }]) =>
      /:\/\//.test(resolved ?? ""),
    )
    expect(addressed.map(([path]) => path)).toEqual([])
  })

  it("runs only those scripts at install that are named", () => {
    const { packages: entries } = read("package-lock.json")
    const named = Object.keys(read("package.json").allowScripts)
    const withScript = Object.entries(entries).filter(([, entry]) => entry.hasInstallScript)
    const names = withScript.map(([path]) => path.replace(/^.*node_modules\//, ""))
    expect(names.filter((name) => !named.includes(name))).toEqual([])
  })
})

describe("how it is published", () => {
  it.each(packages)("%s is published with its provenance", (file) => {
    expect(read(file).publishConfig).toEqual({ access: "public", provenance: true })
  })

  it.each(workflows)("%s uses actions by commit", (_, text) => {
    const uses = [...text.matchAll(/uses:\s*(\S+)/g)].map(([, name]) => name)
    expect(uses.length).toBeGreaterThan(0)
    for (const name of uses) expect(name).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/)
  })

  it.each(workflows)("%s may read, and no more than it needs", (file, text) => {
    expect(text).toMatch(/^permissions: \{\}$/m)
    expect(text).not.toMatch(/pull_request_target|workflow_run|secrets\.|write-all|github\.event\./)
    const granted = [...text.matchAll(/^ {6}([\w-]+): (read|write)$/gm)].map(([, ...of]) =>
      of.join(" "),
    )
    const publishing = file.endsWith("release.yml") ? ["id-token write"] : []
    expect(granted).toEqual(["contents read", ...publishing])
    expect(text).toContain("persist-credentials: false")
    expect(text).toMatch(/timeout-minutes: \d+/)
  })

  it("installs without scripts where it may publish", () => {
    const [, text] = workflows.find(([file]) => file.endsWith("release.yml"))
    expect([...text.matchAll(/npm (ci|install)[^\n]*/g)].map(([line]) => line)).toEqual([
      "npm ci --ignore-scripts --no-audit --no-fund",
    ])
  })
})
