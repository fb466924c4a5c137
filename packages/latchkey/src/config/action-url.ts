import type { LoggerInstance } from "../contracts/logger.ts"
import { sharedMemo } from "../crypto/memo.ts"
import { UntrustedHost } from "../errors.ts"
import { protocolOf, splitList } from "../web/forwarded.ts"
import { parseHost, parseUrl } from "../web/host.ts"
import { normalizeBasePath } from "../web/path.ts"
import type { AuthConfig } from "./auth-config.ts"
import { environmentKeys } from "../keys/environment.ts"

type Env = Readonly<Record<string, string | undefined>>

const NO_URL = "AUTH_URL (or NEXTAUTH_URL) is no http(s) URL"
const NO_HOST = "The request names no host: Host or X-Forwarded-Host is malformed, or names several"

/**
 * The URL of an action, e.g. `https://app.example/auth/signin`, from the environment or the request's headers. Which
 * hosts are trusted it does not know: `Auth` refuses the others.
 *
 * @throws UntrustedHost where the headers name what is no host, or the environment what is no URL
 *
 * @example
 * ```ts
 * createActionURL("signin", "https", request.headers, process.env, { basePath: "/auth" })
 * ```
 */
export function createActionURL(
  action: string,
  protocol: string,
  headers: Headers,
  env: Env,
  config: Pick<AuthConfig, "basePath" | "logger">,
): URL {
  const { basePath } = config
  const said = env["AUTH_URL"] || env["NEXTAUTH_URL"]
  if (said) {
    const url = parseUrl(said)
    if (!url || !/^https?:$/.test(url.protocol)) throw new UntrustedHost(NO_URL)
    warnAboutPath(url, basePath, config.logger)
    const path = basePath ?? (url.pathname === "/" ? "/auth" : url.pathname)
    return new URL(`${normalizeBasePath(path)}/${action}`, url.origin)
  }
  const host = headers.get("x-forwarded-host") ?? headers.get("host") ?? "localhost"
  if (!parseHost(host)) throw new UntrustedHost(NO_HOST, { host: host.slice(0, 255) })
  const forwarded = splitList(headers.get("x-forwarded-proto") ?? "")
  const given = protocol.replace(/:$/, "")
  const scheme = protocolOf(forwarded.map((one) => one.replace(/:$/, ""))) ?? protocolOf([given])
  return new URL(
    `${normalizeBasePath(basePath ?? "/auth")}/${action}`,
    `${scheme ?? "https"}://${host}`,
  )
}

/** Once per code and process: both say where the routes are. */
function warnAboutPath(
  url: URL,
  basePath: string | undefined,
  logger: Partial<LoggerInstance> | undefined,
): void {
  if (!basePath || url.pathname === "/") return
  const code =
    normalizeBasePath(url.pathname) === normalizeBasePath(basePath)
      ? ("env-url-basepath-redundant" as const)
      : ("env-url-basepath-mismatch" as const)
  const said = sharedMemo("warned", () => new Set<string>())
  if (said.has(code)) return
  said.add(code)
  logger?.warn?.(code)
}

/**
 * Fills what a configuration leaves open from an environment, in place: that is what framework integrations of
 * Auth.js call it for. Our own code never does; it reads the environment at each request.
 *
 * @example
 * ```ts
 * setEnvDefaults(process.env, config)
 * ```
 */
export function setEnvDefaults(
  env: Env,
  config: AuthConfig,
  suppressBasePathWarning = false,
): void {
  const url = env["AUTH_URL"]
  if (!config.secret || (Array.isArray(config.secret) && config.secret.length === 0)) {
    const { secrets } = environmentKeys((name) =>
      name === "NEXTAUTH_SECRET" ? undefined : env[name],
    )
    if (secrets.length > 0) config.secret = [...secrets]
  }
  if (url && URL.canParse(url)) {
    const { pathname } = new URL(url)
    if (pathname !== "/") {
      if (!suppressBasePathWarning) warnAboutPath(new URL(url), config.basePath, config.logger)
      config.basePath ||= pathname
    }
  }
  config.basePath ||= "/auth"
  config.env ??= env
}
