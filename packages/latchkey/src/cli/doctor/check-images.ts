import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Finding } from "./finding.ts"
import { has, KEY_NAMES, type Project } from "./project.ts"

const DOCKERFILE = /^(?:Dockerfile|Containerfile)(?:\..+)?$|\.(?:Dockerfile|Containerfile)$/i
const COMPOSE = /^(?:docker-)?compose(?:\..+)?\.ya?ml$/i
const NAME = `(?:${KEY_NAMES.join("|")})`

/** Whether a container image or a compose file holds a secret. */
export function checkImages(project: Project): Finding[] {
  const names = readdirSync(project.folder)
  return [
    ...names
      .filter((name) => DOCKERFILE.test(name))
      .flatMap((name) => checkDockerfile(project, name)),
    ...names.filter((name) => COMPOSE.test(name)).flatMap((name) => checkCompose(project, name)),
  ]
}

function linesOf(project: Project, name: string): string[] {
  return readFileSync(join(project.folder, name), "utf8").split(/\r?\n/)
}

function checkDockerfile(project: Project, file: string): Finding[] {
  const findings: Finding[] = []
  const lines = linesOf(project, file)
  // An instruction may go on over several lines.
  let instruction = ""
  for (const [at, line] of lines.entries()) {
    if (/^\s*#/.test(line)) continue
    const word = /^\s*(ENV|ARG|COPY|ADD|RUN|FROM|[A-Z]+)\s/.exec(line)?.[1]
    if (word) instruction = word
    if (instruction === "ENV" || instruction === "ARG") {
      const found = new RegExp(`(?<![A-Z_])(${NAME})(?:\\s*=\\s*|\\s+)?(\\S*)`).exec(line)
      const harmless = found && instruction === "ENV" && /^(?:""|''|)$/.test(found[2]!)
      if (found && !harmless) findings.push(inImage(file, at + 1, instruction, found[1]!))
    }
    if (
      /^\s*(?:COPY|ADD)\s(?:.*\s)?\.\/?\s+\S+\s*$/.test(line) ||
      /^\s*(?:COPY|ADD)\s.*\.env/.test(line)
    ) {
      findings.push(...copiedEnv(project, file, at + 1, line))
    }
    if (!line.trimEnd().endsWith("\\")) instruction = ""
  }
  return findings
}

function inImage(file: string, line: number, word: string, name: string): Finding {
  return {
    code: "ImageSecret",
    severity: "error",
    file,
    line,
    message: `${word} ${name} stays in the image: who can pull it can read it (docker history)`,
    fix: `Remove it; a build needs no secret. Give it when the container starts: docker run --env-file .env …`,
  }
}

function copiedEnv(project: Project, file: string, line: number, text: string): Finding[] {
  const holder = project.files.find(({ name, entries }) => {
    const named = text.includes(".env") ? text.includes(name) || text.includes(".env*") : true
    return named && entries.some((one) => KEY_NAMES.includes(one.name) && one.value.trim() !== "")
  })
  if (!holder) return []
  const ignore = has(project, ".dockerignore") ? linesOf(project, ".dockerignore") : []
  if (ignore.some((one) => leavesOut(one.trim(), holder.name))) return []
  return [
    {
      code: "ImageSecret",
      severity: "error",
      file,
      line,
      message: `This copies ${holder.name}, which holds a secret, into the image`,
      fix: "Add the line .env* to .dockerignore: npx latchkey doctor --fix",
    },
  ]
}

function leavesOut(pattern: string, name: string): boolean {
  const bare = pattern.replace(/^\*\*\//, "").replace(/^\//, "")
  if (bare === "" || bare.startsWith("#") || bare.startsWith("!")) return false
  const expression = bare.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")
  return new RegExp(`^${expression}$`).test(name)
}

function checkCompose(project: Project, file: string): Finding[] {
  const literal = new RegExp(`^\\s*(?:-\\s*["']?)?["']?(${NAME})["']?\\s*[:=]\\s*(.*)$`)
  return linesOf(project, file).flatMap((text, at) => {
    const found = literal.exec(text)
    const value =
      found?.[2]
        ?.replace(/\s#.*$/, "")
        .trim()
        .replaceAll(/^["']|["']$/g, "") ?? ""
    if (!found || value === "") return []
    const fallback = /^\$\{\w+:?-([^}]+)\}$/.exec(value)?.[1]
    if (/^\$\{?\w/.test(value) && fallback === undefined) return []
    return [
      {
        code: "ImageSecret",
        severity: "error",
        file,
        line: at + 1,
        message:
          fallback === undefined
            ? `${found[1]} is written into ${file}, which is committed with the code`
            : `${found[1]} has a fallback in ${file} that everyone with the code knows`,
        fix: `Write: ${found[1]}: \${${found[1]}:?}, and put the value into .env beside it`,
      } satisfies Finding,
    ]
  })
}
