import { readFile } from "node:fs/promises"

/** From the file that the orchestrator mounts, or from the environment. Not kept: it may be another one next time. */
export async function loadSecret(): Promise<string | undefined> {
  const file = process.env.SECRET_FILE
  return file ? (await readFile(file, "utf8")).trim() : process.env.AUTH_SECRET
}
