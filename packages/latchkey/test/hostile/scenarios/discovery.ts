/** The conformance suite's modules for discovery, by its own names. */
import { expect } from "vitest"
import { over } from "../support/bend.ts"
import type { Scenarios } from "../support/scenario.ts"

const wellKnown = "/.well-known/openid-configuration"

export const discovery: Scenarios = {
  "oidcc-client-test-discovery-openid-config": {
    bend: ({ url }) => ({ metadata: over({ token_endpoint: `${url}/token?by=metadata` }) }),
    outcome: "in",
    also: (op) => {
      expect(op.count(wellKnown)).toBe(1)
      expect(op.last("/token").query.get("by")).toBe("metadata")
    },
  },
  "oidcc-client-test-discovery-jwks-uri-keys": {
    bend: ({ url }) => ({ metadata: over({ jwks_uri: `${url}/jwks?by=metadata` }) }),
    outcome: "in",
    also: (op) => {
      expect(op.count("/jwks")).toBe(1)
      expect(op.last("/jwks").query.get("by")).toBe("metadata")
    },
  },
  "oidcc-client-test-discovery-issuer-mismatch": {
    bend: { metadata: (truth) => ({ ...truth, issuer: `${String(truth["issuer"])}/other` }) },
    asked: [0, 0],
    outcome:
      'InvalidEndpoints: The metadata of provider "acme" names another issuer than the configuration: "OP/other", not "OP".',
    also: (op) => expect(op.count("/authorize")).toBe(0),
  },
}
