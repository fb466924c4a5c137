import type { AuthConfig } from "../config/auth-config.ts"
import { Context, type Door } from "../config/context.ts"
import { isDevelopmentRing, ringSince } from "../config/report.ts"
import type { Health, HealthAnswer, HealthDetails } from "../contracts/health.ts"
import { processName } from "../keys/process-name.ts"
import { activeKey, type Ring } from "../keys/ring.ts"
import { errorClass, sourceFacts } from "../keys/source-facts.ts"
import { hostName } from "../web/host-name.ts"
import { VERSION } from "../web/version.ts"
import { asError, type Checks, checkApplication, checkProviders } from "./checks.ts"

/**
 * How the application stands: whether requests can be served, with which keys, from where, and whether its instances
 * agree. Never throws, and never holds a value.
 */
export async function health(config: AuthConfig, door: Door): Promise<Health> {
  const context = new Context(config, door, { headers: new Headers() })
  const checks = await checkApplication(context)
  return { ...(await healthAnswer(context, checks)), details: await healthDetails(context, checks) }
}

/** What anyone may be told. */
export async function healthAnswer(context: Context, checks: Checks): Promise<HealthAnswer> {
  const { ring, error } = checks
  return {
    status: error ? "unavailable" : "ok",
    key: ring?.keys[0]?.id ?? null,
    instance: processName(),
    ...((await isForDevelopment(context, checks)) ? { development: true } : {}),
  }
}

/** Also where it comes by the environment: Next.js and others load the file that it is kept in. */
async function isForDevelopment(context: Context, { ring, about }: Checks): Promise<boolean> {
  if (context.production || !ring) return false
  if (isDevelopmentRing(ring, about)) return true
  const { isKeptForDevelopment } = await import("../keys/development.ts")
  return isKeptForDevelopment(activeKey(ring).material.reveal())
}

/** What only the application, and whoever has its keys, may be told. */
export async function healthDetails(context: Context, checks: Checks): Promise<HealthDetails> {
  const { ring, sessionRing, error } = checks
  const { config } = context
  const facts = await sourceFacts(config.secret ?? config.jwt?.secret)
  return {
    now: Date.now(),
    version: VERSION,
    host: hostName(config.env) ?? null,
    error: error && errorClass(error),
    accepts: ring ? idsOf(ring) : [],
    refused: ring ? [...ring.refused.keys()] : [],
    source: ring?.origin ?? null,
    since: ring && ringSince(ring),
    ...facts,
    sessions:
      sessionRing && sessionRing !== ring
        ? { key: idsOf(sessionRing)[0]!, accepts: idsOf(sessionRing) }
        : null,
    providers: await providerErrors(context),
  }
}

function idsOf(ring: Ring): string[] {
  return ring.keys.map((key) => key.id)
}

async function providerErrors(context: Context): Promise<Record<string, string>> {
  try {
    const found = [...(await checkProviders(context))]
    return Object.fromEntries(found.map(([id, error]) => [id, errorClass(error)]))
  } catch (thrown) {
    // The list itself could not be made: no single one is to blame.
    return { "*": errorClass(asError(thrown)) }
  }
}
