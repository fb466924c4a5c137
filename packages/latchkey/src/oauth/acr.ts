import { parseJsonObject } from "../web/json.ts"
import type { OAuthProvider } from "./provider.ts"

/**
 * The ways of proving who one is of which one is essential, as the configured `claims` parameter says it (OpenID Connect
 * Core §5.5.1.1); empty where any will do, but one is to be named. `acr_values` are a wish (§3.1.2.1): nothing is
 * essential of them.
 */
export function essentialAcr({ authorization }: OAuthProvider<any>): string[] | undefined {
  const acr = memberOf(memberOf(parsed(authorization.params["claims"]), "id_token"), "acr")
  if (memberOf(acr, "essential") !== true) return undefined
  const [value, values] = [memberOf(acr, "value"), memberOf(acr, "values")]
  const all: unknown[] = [value, ...(Array.isArray(values) ? values : [])]
  return all.filter((one) => typeof one === "string")
}

/** Ensure the ID token says one of those (Core §5.5.1.1: else the sign-in there has failed). */
export function isAcrMet(wanted: readonly string[], acr: unknown): boolean {
  return typeof acr === "string" && acr !== "" && (wanted.length === 0 || wanted.includes(acr))
}

/** What is no JSON asks for nothing; the provider says so. */
function parsed(text: string | undefined): unknown {
  return text === undefined ? undefined : parseJsonObject(text)
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}
