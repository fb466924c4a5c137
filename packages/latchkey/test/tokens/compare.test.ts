import { describe, expect, it } from "vitest"
import { compare, families } from "./compare.ts"
import { signedFamilies } from "./compare-signed.ts"
import { Random } from "./random.ts"

/** Of this run; another can be asked for, as `npm run compare:tokens` does. */
const seed = Number(process.env["LATCHKEY_SEED"] ?? 20_261_121)

describe("JX-12: of tokens that were changed at random", async () => {
  it.each(await families())("we take none that jose refuses: $name", async (family) => {
    const count = family.name.startsWith("sealed") ? 850 : 320
    const result = await compare(family, count, seed)
    expect(result.wrong, `seed ${seed}`).toEqual([])
    // Else nothing would have been compared.
    expect(result.bothTook).toBeGreaterThan(count / 50)
    expect(result.bothRefused).toBeGreaterThan(count / 2)
  })
})

describe("JX-11: a signed token", async () => {
  const strange = [" ", "\n", "\t", "\u00A0", "\uFEFF", "\u2028", "=", "+", "."]
  const cases = (await signedFamilies()).flatMap((family) =>
    ["header", "payload", "signature"].map((name, at) => ({ family, kind: family.name, name, at })),
  )

  it.each(cases)("is refused with anything else in it: $name of $kind", async ({ family, at }) => {
    const token = await family.make(new Random(1))
    expect(await family.ours(token)).not.toBeNull()
    for (const sign of strange) {
      const parts = token.split(".")
      for (const cut of [0, 8, parts[at]!.length]) {
        const changed = parts.with(at, parts[at]!.slice(0, cut) + sign + parts[at]!.slice(cut))
        expect(await family.ours(changed.join(".")), JSON.stringify(sign)).toBeNull()
      }
    }
  })
})
