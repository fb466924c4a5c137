/** `AUTH_GITHUB_ID` for `("github", "ID")`: what Auth.js calls a provider's variables. */
export function providerVariable(id: string, suffix: "ID" | "SECRET" | "ISSUER" | "KEY"): string {
  return `AUTH_${id.toUpperCase().replaceAll("-", "_")}_${suffix}`
}

/** Says which variable to set, where to get its value, and which callback URL to register there. */
export function missingClient(
  provider: { id: string; name: string; console?: string | undefined },
  what: "ID" | "SECRET",
  redirectUri?: string,
): string {
  const name = what === "ID" ? "client id" : "client secret"
  return [
    `${provider.name} has no ${name}.`,
    `Set ${providerVariable(provider.id, "ID")} and ${providerVariable(provider.id, "SECRET")}`,
    provider.console ? `(both from ${provider.console})` : "",
    redirectUri ? `and register ${redirectUri} there as the callback URL.` : "in the environment.",
  ]
    .filter(Boolean)
    .join(" ")
}
