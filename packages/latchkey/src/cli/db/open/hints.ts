/** What to do about an error of a database, by SQLSTATE, the numbers of MySQL, or the words of SQLite. */
const HINTS: readonly (readonly [codes: readonly unknown[], words: RegExp | null, hint: string])[] =
  [
    [
      ["42501", "25006", 1142, 1044, 1290, 1792, 1836],
      /readonly database|attempt to write a readonly/i,
      "This role may not do that. Migrate as one that may make tables, or give what `latchkey db generate --for sql` writes to who looks after the database",
    ],
    [["28P01", "28000", 1045, 1698], null, "The database refuses this user or password"],
    [["3D000", 1049], null, "There is no such database: make it first"],
    [["ECONNREFUSED", "ENOTFOUND", "ETIMEDOUT", "EAI_AGAIN"], null, "Nothing answers there"],
    [
      ["55P03", "57014", 1205],
      null,
      "Something else holds a lock on the table. Nothing of this step was kept; run it again",
    ],
  ]

const DEPTH = 5

/** A sentence behind a driver's message; nothing where none is known. */
export function hintFor(error: unknown): string {
  let each: unknown = error
  for (let depth = 0; depth < DEPTH && typeof each === "object" && each !== null; depth++) {
    const { code, errno, message, cause, errors } = each as Record<string, unknown>
    for (const [codes, words, hint] of HINTS) {
      const told = codes.includes(code) || codes.includes(errno)
      if (told || (words && words.test(String(message)))) return `. ${hint}`
    }
    each = cause ?? (Array.isArray(errors) ? errors[0] : undefined)
  }
  return ""
}
