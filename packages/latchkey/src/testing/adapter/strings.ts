import { absent, attempt, ok } from "./assert.ts"

/**
 * Texts that a careless store takes for `base`: folded case, accents or width, Unicode normalisation, spaces at the
 * end, a cut at U+0000, patterns, numbers. `base` ends with `-ae1`.
 */
export const lookalikes = (base: string): string[] => [
  base.toUpperCase(),
  base.replace("-ae1", "-àe1"),
  base.replace("-ae1", "-a\u0300e1"),
  base.replace("-ae1", "-æ1"),
  base.replace("-ae1", "-ａe1"),
  base.replace("-ae1", "-a\u200de1"),
  base.replace("-ae1", "-ae01"),
  `${base} `,
  ` ${base}`,
  `${base}\t`,
  `${base}\0`,
  `${base}\0x`,
  `${base}\ud800`,
  `${base}\udfff`,
  base.replace("-ae1", "-ae_"),
  base.replace("-ae1", "%"),
  base.slice(0, -1),
]

/** Texts that mean something to a query language; each is only text (ADV-AJ17). */
export const hostile: readonly string[] = [
  `'"\`;--`,
  `' OR '1'='1`,
  `"; DROP TABLE users; --`,
  "`) OR (`1`=`1",
  "\\'; --",
  "$1 :name @name ?1 ${x} {{x}} %s",
  '{"$ne":null}',
  "__proto__",
  "constructor",
  "null",
  "0",
  "*",
  "naïve 漢字 😀 \u202e",
]

export interface ExactStore {
  /** Stores a row under the key. */
  store(key: string): unknown
  /** Answers the key of the row found, or nothing. */
  find(key: string): unknown
}

/** Holds `base` against all that looks like it: each is found by itself or refused, and never as another. */
export async function comparesExactly(base: string, { store, find }: ExactStore): Promise<void> {
  await store(base)
  const others = lookalikes(base)
  for (const other of others)
    absent(await find(other), `${JSON.stringify(other)} where only ${JSON.stringify(base)} is`)
  for (const other of others) {
    // A store that can't hold a text says so; it never holds another text instead.
    const stored = await attempt(() => store(other))
    const found = await find(other)
    if (stored.done)
      ok(found === other, `${JSON.stringify(other)} came back as ${JSON.stringify(found)}`)
    else absent(found, `${JSON.stringify(other)}, which was refused`)
  }
  ok((await find(base)) === base, `${JSON.stringify(base)} is found by itself to the end`)
}
