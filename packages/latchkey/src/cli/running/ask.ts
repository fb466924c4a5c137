import type { HealthSample } from "../../core/health-comparison.ts"
import { readHealthAnswer } from "../../core/read-health.ts"
import { makeProbeToken } from "../../keys/probe-token.ts"
import type { Ring } from "../../keys/ring.ts"
import type { Address } from "./address.ts"
import { get, type Got } from "./get.ts"

export interface AskOptions {
  /** What the tokens are made of; without one only the public answer is had. */
  readonly ring: Ring | undefined
  /** How often each address is asked. */
  readonly samples: number
  /** Milliseconds for each answer. */
  readonly timeout: number
}

const REDIRECTS = 3
/** Questions that are under way at an address at the same time. */
const AT_ONCE = 4

/** Asks one address so many times, each time over a new connection. Never throws. */
export async function askAddress(address: Address, options: AskOptions): Promise<HealthSample[]> {
  const { url } = address
  const place = await findRoute(address, options)
  if (place.found === undefined) return [{ url, failure: place.failure }]
  const samples: HealthSample[] = []
  while (samples.length < options.samples) {
    const count = Math.min(AT_ONCE, options.samples - samples.length)
    const some = Array.from({ length: count }, () => sample(url, place.found, options))
    samples.push(...(await Promise.all(some)))
  }
  return samples
}

type Place = { readonly found: string } | { readonly found?: undefined; readonly failure: string }

/** Looks without a token: what is not our route is shown none. Behind a balancer the first one asked may be down. */
async function findRoute({ candidates }: Address, options: AskOptions): Promise<Place> {
  let failure = ""
  for (let turn = 0; turn < 3; turn++) {
    const failures: string[] = []
    for (const candidate of candidates) {
      const told = await follow(candidate, undefined, options.timeout)
      if (told.answer) return { found: told.at }
      failures.push(told.failure)
      // Nobody is there, whatever the path.
      if (told.unreachable) break
    }
    failure = [...new Set(failures)].join("; ")
    if (!/\b50[234]\b/.test(failure)) break
  }
  return { failure }
}

async function sample(
  url: string,
  route: string,
  { ring, timeout }: AskOptions,
): Promise<HealthSample> {
  if (!ring) return sampleOf(url, await follow(route, undefined, timeout))
  const ask = async (kid?: string): Promise<Told> =>
    follow(route, await makeProbeToken(ring, { to: route, kid }), timeout)
  const first = await ask()
  const { key } = first.answer ?? {}
  // It may not have our newest key yet, but one of the others.
  const other = first.refused && key && key !== ring.keys[0]!.id && holds(ring, key)
  return sampleOf(url, other ? await ask(key) : first)
}

function holds(ring: Ring, key: string): boolean {
  return ring.keys.some(({ id }) => id === key)
}

interface Told extends Omit<HealthSample, "url"> {
  /** Where it was said, after redirects. */
  readonly at: string
  readonly failure: string
  readonly unreachable?: boolean
}

function sampleOf(url: string, { answer, refused, failure }: Told): HealthSample {
  return answer ? { url, answer, refused } : { url, failure }
}

/** Follows redirects of the same origin only, since the token is for nobody else. */
async function follow(start: string, token: string | undefined, timeout: number): Promise<Told> {
  const authorization = token === undefined ? undefined : `Bearer ${token}`
  let at = start
  for (let turn = 0; turn <= REDIRECTS; turn++) {
    let got: Got
    try {
      got = await get(at, { authorization, timeout })
    } catch (error) {
      return { at, failure: reasonOf(error), unreachable: true }
    }
    const { status, location, json } = got
    if (status < 300 || status > 399 || location === undefined) {
      const answer = readHealthAnswer(json) ?? undefined
      const failure = `${status} at ${new URL(at).pathname}`
      return { at, answer, refused: status === 401, failure }
    }
    const next = URL.canParse(location, at) ? new URL(location, at) : undefined
    if (next?.origin !== new URL(at).origin) {
      return { at, failure: `it redirects to ${next?.origin ?? "nowhere"}: ask there` }
    }
    at = next.href
  }
  return { at, failure: "it redirects in a circle" }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return message || code || "it failed"
}
