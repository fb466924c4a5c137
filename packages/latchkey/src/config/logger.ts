import type { LoggerInstance } from "../contracts/logger.ts"
import { AuthError, errorDocs } from "../errors.ts"

interface Looked {
  readonly name: string
  readonly state: string
}

/** One line, no control or direction-changing characters, and not endless. */
function oneLine(text: string): string {
  return (
    text
      .slice(0, 4_000)
      // oxlint-disable-next-line no-control-regex -- they are what is looked for
      .replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (mark) =>
        mark === "\n" ? " " : `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`,
      )
  )
}

/** Where it was thrown. Its message, which may be of outside, is one line of it, and no line that looks like ours. */
function stackOf({ name, message, stack = "" }: Error): string {
  const said = stack.indexOf(message)
  const frames = stack.slice(said === -1 ? 0 : said + message.length).split("\n")
  const where = frames.filter((line) => /^ {4}at /.test(line)).map(oneLine)
  return [oneLine(`${name}: ${message}`), ...where].join("\n")
}

function causeLines(error: Error): string[] {
  if (!(error instanceof AuthError) || !error.cause) {
    return error.stack ? [`[auth][stack]: ${stackOf(error)}`] : []
  }
  const { err, looked, ...details } = error.cause
  const lines: string[] = []
  for (const { name, state } of (looked as readonly Looked[] | undefined) ?? []) {
    lines.push(`[auth][looked] ${oneLine(name)}: ${state}`)
  }
  if (err) {
    lines.push(`[auth][cause]: ${oneLine(`${err.name}: ${err.message}`)}`)
    for (let deeper = err.cause; deeper instanceof Error; deeper = deeper.cause) {
      lines.push(`[auth][cause]: ${oneLine(`${deeper.name}: ${deeper.message}`)}`)
    }
  }
  if (Object.keys(details).length > 0) {
    lines.push(`[auth][details]: ${oneLine(JSON.stringify(details))}`)
  }
  return lines
}

/** The line for people of a detail that is an object, such as an event of a ring. */
function messageIn(detail: unknown): string | undefined {
  const { message } = (detail ?? {}) as { message?: unknown }
  return typeof message === "string" ? message : undefined
}

/** What is logged where the application gives no logger of its own: to the console, and nothing of debug. */
const plain: Required<LoggerInstance> = {
  error(error) {
    const name = error instanceof AuthError ? error.type : error.name
    const { ref } = error as { ref?: unknown }
    const lines = [`[auth][error] ${name}: ${oneLine(error.message)}`]
    if (typeof ref === "string") lines.push(`[auth][ref] ${oneLine(ref)}`)
    console.error([...lines, ...causeLines(error)].join("\n"))
  },
  warn(code, detail) {
    const text = typeof detail === "string" ? detail : messageIn(detail)
    const said = text === undefined ? "" : ` ${oneLine(text)}`
    console.warn(`[auth][warn][${code}]${said} Read more at ${errorDocs(code)}`)
  },
  info(message) {
    console.info(`[auth][info] ${oneLine(message)}`)
  },
  debug(message, metadata) {
    const said = metadata === undefined ? "" : ` ${oneLine(JSON.stringify(metadata) ?? "")}`
    console.debug(`[auth][debug]: ${oneLine(message)}${said}`)
  },
}

const quiet = (): void => {}

/** The application's logger over ours. `debug` is silent unless it is asked for. */
export function resolveLogger(
  given: Partial<LoggerInstance> | undefined,
  debug: boolean,
): Required<LoggerInstance> {
  if (!given && !debug) return silentDebug
  return {
    error: given?.error ? (error) => given.error!(error) : plain.error,
    warn: given?.warn ? (code, detail) => given.warn!(code, detail) : plain.warn,
    info: given?.info ? (message, data) => given.info!(message, data) : plain.info,
    debug: !debug
      ? quiet
      : given?.debug
        ? (message, data) => given.debug!(message, data)
        : plain.debug,
  }
}

const silentDebug: Required<LoggerInstance> = { ...plain, debug: quiet }
