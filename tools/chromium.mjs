/**
 * Finds the browser that the tests drive.
 *
 * @module
 */
import { existsSync } from "node:fs"

const places = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
]

/** @returns {string | undefined} its path; `CHROMIUM_PATH` names one that lies elsewhere */
export function findChromium() {
  return places.find((path) => path && existsSync(path))
}
