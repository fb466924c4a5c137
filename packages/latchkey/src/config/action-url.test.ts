import { describe, expect, it } from "vitest"
import { createActionURL, setEnvDefaults } from "./action-url.ts"
import type { AuthConfig } from "./auth-config.ts"

const url = (
  env: Record<string, string>,
  headers: Record<string, string> = {},
  basePath?: string,
): string =>
  createActionURL(
    "signin",
    "https",
    new Headers(headers),
    env,
    basePath === undefined ? {} : { basePath },
  ).href

describe("createActionURL", () => {
  it.each([
    [{}, { host: "app.example" }, undefined, "https://app.example/auth/signin"],
    [{}, { host: "app.example" }, "/api/auth", "https://app.example/api/auth/signin"],
    [
      {},
      { host: "inner", "x-forwarded-host": "app.example", "x-forwarded-proto": "http" },
      undefined,
      "http://app.example/auth/signin",
    ],
    [
      { AUTH_URL: "https://app.example" },
      { host: "evil" },
      undefined,
      "https://app.example/auth/signin",
    ],
    [{ AUTH_URL: "https://app.example/x" }, {}, undefined, "https://app.example/x/signin"],
    [
      { NEXTAUTH_URL: "https://old.example" },
      {},
      "/api/auth",
      "https://old.example/api/auth/signin",
    ],
    [
      { AUTH_URL: "https://new.example", NEXTAUTH_URL: "https://old.example" },
      {},
      undefined,
      "https://new.example/auth/signin",
    ],
  ] as const)("%j %j %s: %s", (env, headers, basePath, expected) => {
    expect(url(env, headers, basePath)).toBe(expected)
  })
})

describe("setEnvDefaults", () => {
  const filled = (env: Record<string, string>, config: Partial<AuthConfig> = {}): AuthConfig => {
    const given = { providers: [], ...config }
    setEnvDefaults(env, given)
    return given
  }

  it("fills in the secrets, newest first, and only where there is none", () => {
    const env = { AUTH_SECRET: "s", AUTH_SECRET_1: "s1", AUTH_SECRET_2: "s2", AUTH_SECRET_3: "s3" }
    expect(filled(env).secret).toEqual(["s3", "s2", "s1", "s"])
    expect(filled(env, { secret: "mine" }).secret).toBe("mine")
    expect(filled(env, { secret: [] }).secret).toEqual(["s3", "s2", "s1", "s"])
    expect(filled({}).secret).toBeUndefined()
  })

  it("takes the path of AUTH_URL where the configuration has none", () => {
    expect(filled({ AUTH_URL: "https://app.example/api/x" }).basePath).toBe("/api/x")
    expect(filled({ AUTH_URL: "https://app.example" }).basePath).toBe("/auth")
    expect(filled({ AUTH_URL: "no url" }, { basePath: "/mine" }).basePath).toBe("/mine")
  })
})
