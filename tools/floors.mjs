/**
 * The floors of the house: which room may import from which. Written into `.oxlintrc.json` by
 * `node tools/floors.mjs`; a test holds the two together.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { root } from "./run.mjs"

/** From the ground up. A room imports from the floors below its own; rooms of one floor import each other only where `friends` says so. */
export const floors = [
  { rooms: ["vocabulary"] },
  { rooms: ["errors.ts", "web", "crypto", "contracts"], friends: true },
  { rooms: ["databases", "outgoing"] },
  { rooms: ["keys"] },
  { rooms: ["revocations", "records", "security-events"] },
  {
    rooms: [
      "oauth",
      "email",
      "credentials",
      "passkeys",
      "providers",
      "adapters",
      "session",
      "throttle",
    ],
  },
  { rooms: ["config"] },
  { rooms: ["pages", "actions"], friends: true },
  { rooms: ["core"] },
  { rooms: ["index.ts", "project"] },
  { rooms: ["next", "react", "frameworks", "testing", "cli", "jwt"] },
  { rooms: ["webauthn"] },
  { rooms: ["doors"] },
]

/** Rooms that know less than their floor would allow. */
const only = { providers: ["vocabulary", "contracts", "errors.ts", "web"] }

const nodeModules = {
  regex: "^node:",
  message:
    "Web standards only; node: belongs to crypto/node.ts, cli/, adapters/, outgoing/, testing/ and tools/.",
}

function upward(room, forbidden) {
  const names = forbidden.map((name) => name.replace(".", "\\."))
  return {
    regex: `${room.endsWith(".ts") ? "^\\./" : "^(\\.\\./)+"}(${names.join("|")})(/|$)`,
    message: `${room} may not import from there: imports go down the floors (tools/floors.mjs).`,
  }
}

function forbiddenFor(room, level) {
  const all = floors.flatMap((floor) => floor.rooms)
  if (only[room]) return all.filter((other) => other !== room && !only[room].includes(other))
  const above = floors.slice(level + 1).flatMap((floor) => floor.rooms)
  const beside = floors[level].friends ? [] : floors[level].rooms.filter((other) => other !== room)
  return [...beside, ...above]
}

/** The overrides of `.oxlintrc.json`, one for each room. */
export function overrides() {
  const allowsNode = ["cli", "adapters", "testing", "outgoing"]
  const rooms = floors.flatMap((floor, level) =>
    floor.rooms.map((room) => ({
      files: [room.endsWith(".ts") ? `**/latchkey/src/${room}` : `**/latchkey/src/${room}/**`],
      patterns: [
        ...(forbiddenFor(room, level).length ? [upward(room, forbiddenFor(room, level))] : []),
        ...(allowsNode.includes(room) ? [] : [nodeModules]),
      ],
    })),
  )
  const nodeCrypto = rooms.find(({ files }) => files[0].endsWith("/crypto/**"))
  return [
    ...rooms,
    {
      files: ["**/latchkey/src/crypto/node.ts"],
      patterns: nodeCrypto.patterns.filter((pattern) => pattern !== nodeModules),
    },
    { files: ["**/*.test.ts", "**/*.test.tsx"], patterns: [] },
  ].map(({ files, patterns }) => ({
    files,
    rules: {
      "no-restricted-imports": patterns.length ? ["error", { patterns }] : "off",
    },
  }))
}

/** The configuration with its floors replaced by the ones above. */
export function withFloors(config) {
  const others = config.overrides.filter(({ rules }) => !("no-restricted-imports" in rules))
  return { ...config, overrides: [...overrides(), ...others] }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = join(root, ".oxlintrc.json")
  const config = JSON.parse(readFileSync(file, "utf8"))
  writeFileSync(file, `${JSON.stringify(withFloors(config), null, 2)}\n`)
}
