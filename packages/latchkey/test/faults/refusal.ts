import { expect } from "vitest"
import { Browser } from "../support/browser.ts"
import { carries } from "./site.ts"

/** What no answer and no line of the log may hold. */
export interface Secrets {
  readonly canaries: readonly string[]
  readonly log: readonly string[]
}

/** A browser of an application whose log is kept. */
export function watched(config: Browser["config"]): { browser: Browser; log: string[] } {
  const log: string[] = []
  const write = (...said: unknown[]): void => void log.push(said.map(String).join(" "))
  const logger = { error: write, warn: write, debug: write, info: write }
  return { browser: new Browser({ ...config, logger }), log }
}

/** A sign-in that a fault kept from its end: nobody is in, nothing is told, and a person reads a page. */
export async function refused(
  browser: Browser,
  answer: Response,
  { canaries, log }: Secrets,
): Promise<string> {
  expect(carries(browser)).toBe(false)
  const place = answer.headers.get("location")
  expect([302, 303]).toContain(answer.status)
  expect(place).toContain("error=")
  const page = await browser.get(place!)
  const shown = [place!, await answer.text(), await page.text(), ...log].join("\n")
  for (const canary of canaries) expect(shown).not.toContain(canary)
  // What is left of a sign-in that failed could be used by nobody but this browser; it is taken away all the same.
  const names = browser.names().filter((name) => /state|pkce|nonce/.test(name))
  expect(names).toEqual([])
  expect(await browser.session()).toBeNull()
  return new URL(place!).searchParams.get("error")!
}
