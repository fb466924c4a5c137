import { statSync } from "node:fs"
import { relative } from "node:path"
import type { Finding } from "./finding.ts"
import type { Project, SecretFile } from "./project.ts"

/** The files that `AUTH_SECRET_FILE` and its kin name: there, readable, not everyone's, and of some content. */
export function checkFiles(project: Project): Finding[] {
  return [
    ...project.secretFiles.flatMap((file) => checkFile(project, file)),
    ...checkShadowed(project),
  ]
}

function checkFile({ folder }: Project, secretFile: SecretFile): Finding[] {
  const { name, path, value, failure, setting } = secretFile
  const where = { file: setting.file, line: setting.line }
  const inside = !relative(folder, path).startsWith("..")
  if (failure !== undefined) {
    // What an env file says of `/run/secrets` is meant for the container, not for here.
    const elsewhere = setting.file !== undefined && !inside
    return [
      {
        code: "UnreadableFile",
        severity: elsewhere ? "warning" : "error",
        ...where,
        message: `${name}_FILE names ${path}, which can't be read here (${failure})`,
        fix: elsewhere
          ? "If it exists only where the application runs, run doctor there"
          : "Mount or write it, and let the user that runs the application read it",
      },
    ]
  }
  if (value === undefined) {
    const message = `${name}_FILE names ${path}, which is empty`
    const fix = `Write a secret into it: npx latchkey secret --raw > ${path}`
    return [{ code: "EmptySecret", severity: "error", ...where, message, fix }]
  }
  const mode = statSync(path).mode & 0o777
  // Windows has no such bits, and shows all as set.
  if (process.platform === "win32" || (mode & 0o007) === 0) return []
  const message = `everyone on this machine can read ${path} (mode ${mode.toString(8)})`
  const fix = `Keep it to the user that runs the application: chmod 640 ${path}, or 600`
  return [{ code: "OpenFile", severity: "warning", ...where, message, fix }]
}

/** Both a value and a file: the file is never looked at. */
function checkShadowed({ settings }: Project): Finding[] {
  return [...settings.values()].flatMap((setting): Finding[] => {
    if (!/^(?:AUTH_SECRET(?:S|_[123]|_NEXT)?|NEXTAUTH_SECRET)_FILE$/.test(setting.name)) return []
    const name = setting.name.replace(/_FILE$/, "")
    const own = settings.get(name)
    if (!own?.value.trim() || setting.value.trim() === "") return []
    const from = own.file ?? "the environment"
    return [
      {
        code: "ShadowedFile",
        severity: "warning",
        file: setting.file,
        line: setting.line,
        message: `${setting.name} is set, but ${name} in ${from} is stronger: the file is not read`,
        fix: `Keep one of the two, most often the file: unset ${name}`,
      },
    ]
  })
}
