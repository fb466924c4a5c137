import type { RequestInternal, ResponseInternal } from "../actions/result.ts"
import type { Context } from "../config/context.ts"
import { sharedMemo } from "../crypto/memo.ts"
import { checkProbeToken, type ProbeVerdict } from "../keys/probe-token.ts"
import { processName } from "../keys/process-name.ts"
import { errorClass } from "../keys/source-facts.ts"
import { isPrivateHost } from "../web/private-host.ts"
import { checkApplication, type Checks } from "./checks.ts"
import { RETRY_AFTER } from "../actions/pages.ts"
import { healthAnswer, healthDetails } from "./health.ts"

/** Milliseconds between two log lines about one error: probes come every few seconds. */
const INTERVAL = 60_000

/**
 * GET /health: 200 where requests can be served, 503 where they can't; `?live`: 200 as long as the process answers.
 * The details only for a token that was made with our keys (RFC 6750 §2.1), and 401 for one that was not.
 */
export async function healthAction(
  context: Context,
  request: RequestInternal,
): Promise<ResponseInternal> {
  if ("live" in request.query) return { body: { status: "alive", instance: processName() } }
  const checks = await checkApplication(context)
  if (checks.error) reportOnce(context, checks.error)
  const answer = await healthAnswer(context, checks)
  const status = checks.error ? 503 : 200
  const headers: Record<string, string> = checks.error ? { "retry-after": RETRY_AFTER } : {}
  const verdict = await judge(context, checks)
  if (verdict === "foreign") return { status, headers, body: answer }
  if (verdict !== "ok") return refusal(verdict, answer)
  return { status, headers, body: { ...answer, details: await healthDetails(context, checks) } }
}

function refusal(verdict: "expired" | "refused", answer: object): ResponseInternal {
  const why =
    verdict === "expired"
      ? "The token is older than a minute, or of the future"
      : "The token is not of a key that this instance has, or not for this host"
  const challenge = `Bearer realm="health", error="invalid_token", error_description="${why}"`
  return {
    status: 401,
    headers: { "www-authenticate": challenge },
    body: { ...answer, error: "invalid_token", message: why },
  }
}

/** Without keys nobody can show that they have them. */
async function judge(context: Context, { ring }: Checks): Promise<ProbeVerdict> {
  const header = context.incoming.headers.get("authorization") ?? ""
  const token = /^bearer +(\S+) *$/i.exec(header)?.[1]
  if (token === undefined || !ring) return "foreign"
  return checkProbeToken(ring, token, { hosts: hostsOf(context) })
}

/**
 * The hosts at which a token counts: our own, and one that is private, since single instances are asked by their
 * addresses. So a token that was shown to someone else on the internet is of no use to them here.
 */
function hostsOf(context: Context): string[] {
  const { headers, url } = context.incoming
  const addressed = headers.get("host") ?? (url === undefined ? "" : new URL(url).host)
  const hosts = isPrivateHost(addressed) ? [addressed] : []
  try {
    hosts.push(new URL(context.origin).host)
  } catch {
    // Nothing vouches for the host that was named.
  }
  return hosts
}

function reportOnce(context: Context, error: Error): void {
  const said = sharedMemo("health-reports", () => new Map<string, number>())
  const id = errorClass(error)
  const now = Date.now()
  if (now - (said.get(id) ?? 0) < INTERVAL) return
  if (said.size > 64) said.clear()
  said.set(id, now)
  context.logger.error(error)
}
