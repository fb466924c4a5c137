import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import nextEnv from "@next/env"
import { afterAll, expect, test } from "vitest"
import { expandValue, parseEnv, setEnvValue } from "./env-file.ts"

const folder = mkdtempSync(join(tmpdir(), "latchkey-env-"))
afterAll(() => rmSync(folder, { recursive: true }))

/** What Next.js itself makes of the file. */
function nextReads(text: string): Record<string, string | undefined> {
  writeFileSync(join(folder, ".env"), text)
  const before = { ...process.env }
  const { parsedEnv } = nextEnv.loadEnvConfig(folder, false, { info() {}, error() {} }, true)
  nextEnv.resetEnv()
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  return parsedEnv ?? {}
}

function weRead(text: string): Record<string, string> {
  const parsed: Record<string, string> = {}
  for (const entry of parseEnv(text)) parsed[entry.name] = entry.value
  for (const name of Object.keys(parsed)) {
    parsed[name] = expandValue(parsed[name]!, {
      environment: (other) => process.env[other],
      files: (other) => parsed[other],
    })
  }
  return parsed
}

test.each([
  "KEY=plain",
  'KEY="double # quoted"',
  "KEY='single'",
  "KEY=`back`",
  "export KEY = spaced  ",
  "KEY=cut#here",
  "KEY=value # comment",
  'KEY="two\\nlines"',
  "KEY='two\\nlines'",
  'KEY="real\nlines"\nOTHER=x',
  'KEY="open',
  'KEY="a"b',
  "KEY='a'b'",
  "KEY=",
  "KEY: yaml",
  "KEY=a==",
  "# KEY=no\nKEY=yes",
  "KEY=1\r\nOTHER=2\r\n",
  "PLAIN=abc\nKEY='p4$PLAIN-x'",
  "KEY=p4$$w0rd",
  "KEY=a\\$b",
  "KEY=x$",
  "KEY=${MISSING:-default}y",
  "A=1\nKEY=${A}${A}$A",
  "KEY=“smart”",
  "KEY=twice\nKEY=last",
  "A=1\nKEY=${A:-a}",
  "A=\nKEY=${A:-a}",
  "A=1\nKEY=\\$A$A",
  "A=$$&\nKEY=x$A",
  'KEY="open\\nand\\r',
  "KEY=`a#b \\`",
  'KEY="\\" # why',
])("reads as Next.js does: %j", (text) => {
  expect(weRead(text)).toEqual(nextReads(text))
})

test("reads any one line as Next.js does", () => {
  // What has a meaning to a loader, as often as letters that have none.
  const piece = fc.constantFrom(
    ..."ab1 #$\\'\"`{}=:-+/_Bnr".split(""),
    "$BB",
    "${BB}",
    "${BB:-a}",
    "${NONE:-a}",
    "${BB:-",
    "\\$",
    '\\"',
  )
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 12 }), (value) => {
      // A value that names itself never ends there.
      fc.pre(!/\$\{?(?:KEY|A)/.test(value))
      const text = `BB=b\nKEY=${value}\n`
      expect(weRead(text)).toEqual(nextReads(text))
    }),
    { numRuns: 300 },
  )
})

test.each([
  ["", "N=v\n"],
  ["A=1", "A=1\nN=v\n"],
  ["A=1\n# note\n", "A=1\n# note\nN=v\n"],
  ["A=1\r\nB=2\r\n", "A=1\r\nB=2\r\nN=v\r\n"],
  ["N=old # why\nB=2\n", "N=v # why\nB=2\n"],
  ["N=first\nN=last\n", "N=first\nN=v\n"],
  ['N="two\nlines"\nB=2\n', "N=v\nB=2\n"],
  ["#N=no\n", "#N=no\nN=v\n"],
  ["N=\nB=2", "N=v\nB=2"],
])("sets a value and leaves the rest: %j", (before, after) => {
  expect(setEnvValue(before, "N", "v")).toBe(after)
})

test("says what is odd about a line", () => {
  const damage = (text: string): string | undefined => parseEnv(text)[0]!.damage
  expect(damage("KEY=ab#cd")).toMatch(/cut at its `#`/)
  expect(damage("KEY=ab # cd")).toBeUndefined()
  expect(damage('KEY="ab#cd"')).toBeUndefined()
  expect(damage("KEY=abcdefgh\nijklmnopqrst==\n")).toMatch(/next line/)
  expect(damage("KEY=abcdefgh\nOTHER=ijklmnopqrst\n")).toBeUndefined()
})
