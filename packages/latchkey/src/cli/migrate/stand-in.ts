/** A package that is installed under another's name. */
export interface StandIn {
  readonly name: string
  readonly version: string
  /** The package in whose place it is installed. */
  readonly standsFor: string
  /** The version of that package which it is held against. */
  readonly published: string
  /** The module of `latchkey` behind each path; providers that are not listed are `latchkey/providers/<name>`. */
  readonly paths: Readonly<Record<string, string>>
  /** All providers that it has, with spaces between. */
  readonly providers: string
  /** By path: types that have another name in `latchkey`. */
  readonly types: Readonly<Record<string, Readonly<Record<string, string>>>>
}
