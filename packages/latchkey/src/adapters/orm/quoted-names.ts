const QUOTED = /"((?:[^"]|"")+)"|`((?:[^`]|``)+)`/g

/**
 * The quoted names of a statement that an ORM has put together, in the order in which they stand. It is asked for one
 * to learn what it calls a table and its columns, whatever renames them: a casing, a plugin, a schema.
 */
export function quotedNames(sql: string): string[] {
  return Array.from(sql.matchAll(QUOTED), ([, double, back]) =>
    double === undefined ? (back ?? "").replaceAll("``", "`") : double.replaceAll('""', '"'),
  )
}
