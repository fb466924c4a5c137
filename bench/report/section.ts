/** One thing that was measured, of all who have it: a table. */
export interface Section {
  readonly id: string
  readonly title: string
  /** One sentence on what the figures are, if the title does not say it. */
  readonly note?: string
  readonly columns: readonly Column[]
  readonly lines: readonly Line[]
}

export interface Column {
  /** Unique in its section; aims go by it. */
  readonly id: string
  readonly title: string
}

export interface Line {
  readonly contender: string
  /** By column. What is not there is shown as a dash. */
  readonly values: Readonly<Record<string, number>>
}

/** All of a run. */
export interface Result {
  readonly at: string
  readonly command: string
  readonly machine: Readonly<Record<string, string | number>>
  readonly sections: readonly Section[]
}

export function valueOf(
  result: Result,
  section: string,
  contender: string,
  column: string,
): number | undefined {
  const found = result.sections.find(({ id }) => id === section)
  return found?.lines.find((line) => line.contender === contender)?.values[column]
}
