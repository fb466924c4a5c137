import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { parseEnv } from "../project/env-file.ts"
import type { Finding } from "./finding.ts"
import { findNeedle, needlesOf } from "./needles.ts"
import { has, KEY_NAMES, type Project } from "./project.ts"
import { walk } from "./walk.ts"

/** What bundlers write into the code that browsers get. */
const PUBLIC = /^(?:NEXT_PUBLIC|VITE|PUBLIC|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY|STORYBOOK)_/
const OUTPUT = [".next", "dist", "build", "out", ".output", ".svelte-kit", ".vercel/output"]
const MAX_FINDINGS = 10

/** Whether a secret is, or would get, where browsers or an image can read it. */
export function checkBundle(project: Project): Finding[] {
  return [...checkPublicNames(project), ...checkInlined(project), ...checkOutput(project)]
}

function checkPublicNames({ files, env, secrets }: Project): Finding[] {
  const found: { name: string; value: string; file?: string; line?: number }[] = []
  for (const [name, value] of Object.entries(env)) if (value) found.push({ name, value })
  for (const file of files) {
    for (const { name, value, line } of file.entries)
      found.push({ name, value, file: file.name, line })
  }
  return found
    .filter(({ name, value }) => {
      if (!PUBLIC.test(name) || value.trim() === "") return false
      return secrets.has(value) || KEY_NAMES.includes(name.replace(PUBLIC, ""))
    })
    .map(({ name, file, line }) => ({
      code: "ClientSecret",
      severity: "error",
      file,
      line,
      message: `${name} holds the secret, and variables of this prefix are sent to every browser`,
      fix: `Remove ${name}, and make a new secret if it was ever deployed`,
    }))
}

/** `env: { AUTH_SECRET: … }` of a bundler's configuration writes the value into the code. */
function checkInlined(project: Project): Finding[] {
  const configs = readdirSync(project.folder).filter((name) =>
    /^(?:next|vite|webpack|rspack|rollup|astro|nuxt)\.config\.\w+$/.test(name),
  )
  const assigned = new RegExp(`^(?!\\s*(?://|\\*)).*?["'.\\w]*(${KEY_NAMES.join("|")})["']?\\s*:`)
  return configs.flatMap((file) =>
    readFileSync(join(project.folder, file), "utf8")
      .split(/\r?\n/)
      .flatMap((text, at): Finding[] => {
        const name = assigned.exec(text)?.[1]
        if (!name) return []
        return [
          {
            code: "ClientSecret",
            severity: "error",
            file,
            line: at + 1,
            message: `${name} is written into the bundle at build time, for browsers too`,
            fix: "Remove the line: the secret is read from the environment when it is needed",
          },
        ]
      }),
  )
}

function checkOutput(project: Project): Finding[] {
  const needles = needlesOf(project.secrets.keys())
  const findings: Finding[] = []
  for (const root of OUTPUT.filter((name) => has(project, name))) {
    const files = walk(join(project.folder, root), {
      skip: (name, path) => name === "node_modules" || path === "cache" || path === "dev/cache",
      maxFiles: 20_000,
      maxBytes: 16 * 1024 * 1024,
    })
    for (const path of files) {
      const bytes = read(join(project.folder, root, path))
      if (!bytes) continue
      const hit = findNeedle(bytes, needles)
      const kept = hit ? undefined : keptIn(path, bytes)
      if (!hit && kept === undefined) continue
      const file = `${root}/${path}`
      const line = hit?.line ?? kept
      findings.push(inOutput(file, line, hit?.form))
      if (findings.length >= MAX_FINDINGS) return findings
    }
  }
  return findings
}

/** An env file that a build copied, e.g. into Next.js's `standalone` folder. */
function keptIn(path: string, bytes: Buffer): number | undefined {
  if (!/(?:^|\/)\.env(?:\.\w+)*$/.test(path)) return undefined
  return parseEnv(bytes.toString("utf8")).find(
    ({ name, value }) => KEY_NAMES.includes(name) && value.trim() !== "",
  )?.line
}

function inOutput(file: string, line: number | undefined, form: string | undefined): Finding {
  const isEnv = /(?:^|\/)\.env(?:\.\w+)*$/.test(file)
  return {
    code: "BuildOutputSecret",
    severity: "error",
    file,
    line,
    message: isEnv
      ? "The build copied this env file with the secret: it goes wherever the build goes"
      : `The build holds the secret ${form}`,
    fix: isEnv
      ? "Delete it before the build is shipped, and give the secret to the process that runs it"
      : "Read it through the environment when it is needed, build again, and make a new secret",
  }
}

function read(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}
