import type { RingAbout } from "../contracts/keys.ts"
import { BoundedMap, sharedMemo } from "../crypto/memo.ts"
import type { Context } from "./context.ts"
import { LINK_MAX_AGE } from "../email/link-age.ts"
import { allProviders, providerId, withOptions } from "./providers.ts"

/**
 * Says once per ring what lives longer than its keys do: it would end when the key is over, before its own time. The
 * ring can't know, since it does not see the configuration.
 */
export function warnOfShortTokenAge(context: Context, about: RingAbout | undefined): void {
  if (about?.maxTokenAge === undefined) return
  const checked = sharedMemo("checked-token-ages", () => new BoundedMap<string, number>(256))
  const ring = `${about.ring} ${about.store}`
  if (checked.get(ring) === about.maxTokenAge) return
  checked.set(ring, about.maxTokenAge)
  const most = about.maxTokenAge / 1000
  const longer = livesOf(context).filter(([, seconds]) => seconds > most)
  if (longer.length === 0) return
  const what = longer.map(([name, seconds]) => `${name} is ${seconds} s`).join(", ")
  context.logger.warn(
    "short-token-age",
    `maxTokenAge of ring ${about.ring} is ${most} s, but ${what}: what lives longer ends with its key.`,
  )
}

/** What is sealed or signed with the ring's keys, and for how many seconds it is good. */
function livesOf(context: Context): [name: string, seconds: number][] {
  const links = allProviders(context).flatMap((provider): [string, number][] => {
    if (provider.type !== "email") return []
    const { maxAge = LINK_MAX_AGE } = withOptions(provider)
    return [[`maxAge of ${providerId(provider)}`, maxAge]]
  })
  if (context.strategy === "database") return links
  const { maxAge, tokenMaxAge } = context
  const session: [string, number] =
    tokenMaxAge > maxAge ? ["jwt.maxAge", tokenMaxAge] : ["session.maxAge", maxAge]
  return [session, ...links]
}
