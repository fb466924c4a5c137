import { readFileSync, writeFileSync, mkdirSync } from "node:fs"
import { dirname, join } from "node:path"

/** The route that people are told to verify their secret with, byte for byte. */
export const debugRoute: string = [
  "// Temporary debug route (remove after verifying)",
  "// app/api/debug-auth/route.ts",
  'import { auth } from "@/auth";',
  "",
  "export async function GET() {",
  "  const session = await auth();",
  "  return Response.json({",
  "    hasSession: !!session,",
  "    userId: session?.user?.id ?? null,",
  "  });",
  "}",
  "",
].join("\n")

/** Puts it into an application, with the alias that it takes for granted. */
export function addDebugRoute(folder: string): void {
  const file = join(folder, "app/api/debug-auth/route.ts")
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, debugRoute)
  const settings = join(folder, "tsconfig.json")
  const json = JSON.parse(readFileSync(settings, "utf8")) as { compilerOptions: object }
  const compilerOptions = { ...json.compilerOptions, paths: { "@/*": ["./*"] } }
  writeFileSync(settings, JSON.stringify({ ...json, compilerOptions }, null, 2))
}
