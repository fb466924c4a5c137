/** What a name stands for in the environment that is examined. */
export interface Setting {
  readonly name: string
  readonly value: string
  /** `undefined`: the process's environment. */
  readonly file: string | undefined
  readonly line: number | undefined
}
