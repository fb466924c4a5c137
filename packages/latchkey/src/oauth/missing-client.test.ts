import { expect, it } from "vitest"
import { missingClient, providerVariable } from "./missing-client.ts"

const acme = { id: "acme-id", name: "Acme" }

it("names a provider's variables as Auth.js does", () => {
  expect(providerVariable("github", "ID")).toBe("AUTH_GITHUB_ID")
  expect(providerVariable("azure-ad-b2c", "ISSUER")).toBe("AUTH_AZURE_AD_B2C_ISSUER")
})

it("says what to set, where it is from, and what to register there", () => {
  const at = { ...acme, console: "https://acme.example/apps" }
  expect(missingClient(at, "ID", "https://app.example/back")).toBe(
    "Acme has no client id. Set AUTH_ACME_ID_ID and AUTH_ACME_ID_SECRET " +
      "(both from https://acme.example/apps) and register https://app.example/back there as the callback URL.",
  )
})

it("says as much as is known", () => {
  expect(missingClient(acme, "SECRET")).toBe(
    "Acme has no client secret. Set AUTH_ACME_ID_ID and AUTH_ACME_ID_SECRET in the environment.",
  )
})
