import { AuthError } from "../../../src/errors.ts"
import { damageOf, datedSecrets, environmentKeys } from "../../../src/keys/environment.ts"
import { RingForged } from "../../../src/keys/managed/document.ts"
import { canonical, splitWire } from "../../../src/keys/managed/wire.ts"
import { assessSecret } from "../../../src/keys/strength.ts"
import { instanceRow } from "../../../src/keys/stores/instance-row.ts"
import { holds, latin, refusable, type Target } from "../target.ts"

export const environment: Target = {
  seeds: [
    "new@2026-12-01T00:00Z,old",
    '"quoted"',
    "changeme",
    "a,b,,c@x@2026-01-01",
    "${AUTH_SECRET}",
  ],
  run: async (input) => {
    const value = input.toString()
    for (const { secret, from } of datedSecrets(value)) {
      holds(secret !== "" && !Number.isNaN(from), "each secret is one, and has a time")
    }
    damageOf(value)
    const { verdict, bits } = await assessSecret(value.slice(0, 2000))
    holds(["public", "weak", "strong"].includes(verdict) && bits >= 0, "it is judged")
    const read = (name: string): string | undefined => (name === "AUTH_SECRET" ? value : undefined)
    const keys = await refusable([AuthError], () => environmentKeys(read))
    holds(!keys?.secrets.includes(""), "no secret is empty")
  },
}

const document = {
  v: 1,
  ring: "auth",
  rev: 1,
  at: 1,
  policy: {},
  keys: [],
  tombstones: [],
  roots: [],
  prev: "",
}

export const ringDocument: Target = {
  seeds: [
    `${JSON.stringify(document)}\nmac\n`,
    "{}\n\n",
    "\n\n",
    '{"v":1}\nx\n',
    '{"v":null,"policy":null}\nx\n',
  ],
  run: async (input) => {
    const read = await refusable([RingForged], () => splitWire(new Uint8Array(input)))
    holds(read === undefined || canonical(read.doc) === read.text, "it has one spelling")
  },
}

export const instanceRows: Target = {
  seeds: [
    '{"keys":["aaaaaaaa"],"opened":{"a":1}}',
    '{"keys":[1]}',
    '{"opened":{"a":-1}}',
    "[]",
    "null",
  ],
  run: (input) => {
    const row = { instance: "i", rev: 1, root: "r", seen: 1, said: latin(input) }
    const { keys, opened, sealed } = instanceRow(row)
    for (const count of [opened, sealed].flatMap((one) => Object.values(one ?? {}))) {
      holds(Number.isSafeInteger(count) && count >= 0, "counts are counts")
    }
    holds(keys === undefined || keys.every((id) => typeof id === "string"), "ids are text")
  },
}
