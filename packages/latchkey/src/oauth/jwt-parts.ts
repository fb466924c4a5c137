/** One part of a compact JWT, or undefined where it is none. Verifies nothing. */
export function jwtPart(jwt: string, part: 0 | 1): Record<string, unknown> | undefined {
  try {
    const text = (jwt.split(".")[part] ?? "").replaceAll("-", "+").replaceAll("_", "/")
    const binary = atob(text)
    const bytes = new Uint8Array(binary.length)
    for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof value === "object" && value !== null
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/** The claims of a JWT that nothing vouches for yet. */
export function unverifiedClaims(jwt: string): Record<string, unknown> | undefined {
  return jwtPart(jwt, 1)
}
