import process from "node:process"

/** A logger that says what is wrong, and nothing else; standard output is the table's. */
export const logger = {
  info() {},
  warn() {},
  error: (error: Error) => void process.stderr.write(`${error.stack ?? error.message}\n`),
}
