import type { ClientAddressRule } from "../web/client-address.ts"
import type { AuthConfig } from "./auth-config.ts"

/** What tells where requests come from: the configuration, and the environment of this request. */
interface Facts {
  readonly config: AuthConfig
  env(name: string): string | undefined
}

/** Which header to believe; none, where nobody said so. Two platforms say by their environment that they set one. */
export function clientIpRule(facts: Facts): ClientAddressRule | undefined {
  const { clientIp } = facts.config
  if (clientIp !== undefined) return clientIp === false ? undefined : clientIp
  if (facts.env("VERCEL")) return { header: "x-real-ip" }
  return facts.env("CF_PAGES") ? { header: "cf-connecting-ip" } : undefined
}
