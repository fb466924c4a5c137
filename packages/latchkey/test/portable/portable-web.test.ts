import { describe, expect, it, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import { crypto } from "../../src/crypto/index.ts"
import { primitives } from "../../src/crypto/web.ts"
import * as errors from "../../src/errors.ts"
import { Auth, customFetch } from "../../src/index.ts"
import * as jwt from "../../src/jwt/index.ts"
import Credentials from "../../src/providers/credentials.ts"
import OIDC from "../../src/providers/oidc.ts"
import { assert } from "./assert.mjs"
import { suite } from "./suite.mjs"

// As the `edge-light` and `workerd` conditions of the package do.
vi.mock("#crypto", () => import("../../src/crypto/web.ts"))

const providers = { OIDC, Credentials }

describe("the portable suite on WebCrypto", () => {
  it("is on WebCrypto", () => expect(crypto).toBe(primitives))

  const cases = suite({ Auth, customFetch, jwt, errors, MemoryAdapter, providers }, assert)
  it.each(cases)("$name", ({ run }) => run())
})
