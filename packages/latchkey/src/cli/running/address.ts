import { isPrivateHost } from "../../web/private-host.ts"
import { UsageError } from "../command.ts"

/** Where an instance is, and the places at which its health route may be. */
export interface Address {
  /** As it is shown: the origin, and the path that was given. */
  readonly url: string
  /** The likeliest first. */
  readonly candidates: readonly string[]
}

/** Next.js, then everything else. */
const BASE_PATHS = ["/api/auth", "/auth"]
const MOST = 64

/**
 * The addresses of a list with commas. Each may be an origin, end in the base path, or in `/health`; without a scheme it
 * is `http` for one that only the own network reaches, else `https`.
 *
 * @throws UsageError where one is none, holds a password, or would be asked over the internet without encryption
 */
export function readAddresses(list: string | readonly string[]): Address[] {
  const texts = (typeof list === "string" ? list.split(",") : list)
    .map((text) => text.trim())
    .filter(Boolean)
  if (texts.length === 0) throw new UsageError("--url takes one or more addresses")
  if (texts.length > MOST) throw new UsageError(`--url takes ${MOST} addresses at most`)
  return [...new Map(texts.map(readAddress).map((one) => [one.url, one])).values()]
}

function readAddress(text: string): Address {
  const url = parse(text)
  // What was given is not repeated: it may hold a password.
  if (!url) throw new UsageError("One of the addresses can't be read as an address")
  if (url.username || url.password) {
    throw new UsageError(`The address of ${url.host} holds a name or password: leave them out`)
  }
  if (url.protocol === "http:" && !isPrivateHost(url.host)) {
    throw new UsageError(`${url.host} can be reached from the internet: ask it by https`)
  }
  const path = url.pathname.replace(/\/+$/, "")
  const paths = path.endsWith("/health") ? [path] : candidatesBelow(path)
  return {
    url: url.origin + path,
    candidates: paths.map((candidate) => url.origin + candidate),
  }
}

function candidatesBelow(path: string): string[] {
  const roots = path.endsWith("/auth") ? [path] : BASE_PATHS.map((base) => path + base)
  // A base path may have any name.
  const own = path === "" || path.endsWith("/auth") ? [] : [path]
  return [...own, ...roots].map((root) => `${root}/health`)
}

function parse(text: string): URL | undefined {
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : withScheme(text)
  if (!URL.canParse(whole)) return undefined
  const url = new URL(whole)
  return url.protocol === "http:" || url.protocol === "https:" ? url : undefined
}

function withScheme(text: string): string {
  const host = text.split("/", 1)[0]!
  return `${isPrivateHost(host) ? "http" : "https"}://${text}`
}
