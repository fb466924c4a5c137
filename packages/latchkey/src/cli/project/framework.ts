import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** What decides which env files are read, and how. */
export interface Framework {
  readonly name: string
  /** Where a secret for this machine belongs. */
  readonly file: ".env.local" | ".env"
  /** The env files of a mode, the strongest first. */
  readonly files: (mode: string) => readonly string[]
  /** Whether `$` in a value is expanded. */
  readonly expands: boolean
}

const nextFiles = (mode: string): string[] =>
  [`.env.${mode}.local`, mode === "test" ? "" : ".env.local", `.env.${mode}`, ".env"].filter(
    Boolean,
  )
const viteFiles = (mode: string): string[] => [
  `.env.${mode}.local`,
  `.env.${mode}`,
  ".env.local",
  ".env",
]
const plainFiles = (): string[] => [".env"]

const vite = { file: ".env", files: viteFiles, expands: true } as const
const plain = { file: ".env", files: plainFiles, expands: false } as const

/** By the package that shows it; a framework that brings another is named before it. */
const known: Readonly<Record<string, Omit<Framework, "name">>> = {
  next: { file: ".env.local", files: nextFiles, expands: true },
  "@sveltejs/kit": vite,
  astro: vite,
  nuxt: plain,
  "@solidjs/start": vite,
  "@builder.io/qwik-city": vite,
  "@tanstack/react-start": vite,
  "@react-router/dev": vite,
  express: plain,
  hono: plain,
  fastify: plain,
  koa: plain,
  "@nestjs/core": plain,
  elysia: plain,
}

/** The frameworks that this folder's `package.json` names; none where there is no such file. */
export function findFrameworks(folder: string): Framework[] {
  const path = join(folder, "package.json")
  if (!existsSync(path)) return []
  let manifest: Record<string, Record<string, string> | undefined>
  try {
    manifest = JSON.parse(readFileSync(path, "utf8")) as typeof manifest
  } catch {
    return []
  }
  const names = { ...manifest["dependencies"], ...manifest["devDependencies"] }
  const found = Object.entries(known)
    .filter(([name]) => Object.hasOwn(names, name))
    .map(([name, how]) => ({ name, ...how }))
  if (found.length === 0 && Object.hasOwn(names, "vite")) return [{ name: "vite", ...vite }]
  return found
}

/** The one whose rules hold for env files: with several, the one that expands, since it damages more. */
export function rulesOf(frameworks: readonly Framework[]): Framework {
  return frameworks.find((one) => one.expands) ?? frameworks[0] ?? { name: "none", ...plain }
}
