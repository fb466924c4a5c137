/** A kind of token that we make. */
export interface Kind {
  readonly name: string
  /** What it counts as: forms of the same thing, of several generations, may open as one another. */
  readonly family: string
  make(): Promise<string>
  /** Whether it is taken where one of this kind is expected; absent where nothing reads it. */
  accepts?(token: string): Promise<boolean>
}
