import type { ParseArgsConfig } from "node:util"
import type { Terminal } from "./terminal.ts"

/**
 * 0: done, nothing to complain of. 1: it could not be done, or something is wrong. 2: it was called wrongly. 3: it was
 * done, but not every instance has it yet.
 */
export type ExitCode = 0 | 1 | 2 | 3

/** What a command is given. */
export interface Invocation {
  readonly positionals: readonly string[]
  readonly flags: Readonly<Record<string, string | boolean | undefined>>
  /** The project's folder, absolute. */
  readonly folder: string
  readonly json: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  readonly terminal: Terminal
}

/** One command of the CLI. */
export interface Command {
  /** Printed by `--help`. */
  readonly help: string
  readonly options: NonNullable<ParseArgsConfig["options"]>
  /** How many positional arguments it takes at most. */
  readonly positionals: number
  /** Its arguments are ids of keys, which may begin with a dash. */
  readonly takesKeys?: boolean
  /** Its own commands, by their names; loaded when they are asked for. */
  readonly subcommands?: Readonly<Record<string, () => Promise<Command>>>
  run(invocation: Invocation): Promise<ExitCode>
}

/** A wrong call: the message goes to whoever called, with exit code 2. Never holds a secret. */
export class UsageError extends Error {}

/** Something that stops a command and that the caller can put right: exit code 1. Never holds a secret. */
export class CommandError extends Error {}
