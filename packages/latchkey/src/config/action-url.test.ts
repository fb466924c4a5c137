import { describe, expect, it } from "vitest"
import { createActionURL, setEnvDefaults } from "./action-url.ts"
import { UntrustedHost } from "../errors.ts"
import { hostileHosts } from "../../test/data/hosts.ts"
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

describe("createActionURL, of a request that names no host", () => {
  const thrown = (act: () => string): unknown => {
    try {
      return act()
    } catch (error) {
      return error
    }
  }

  it.each(["host", "x-forwarded-host"])("answers for no bytes in %s but with our error", (name) => {
    const all = hostileHosts.map((host) => thrown(() => url({}, { [name]: host })))
    expect(all.filter((one) => one instanceof UntrustedHost).length).toBeGreaterThan(10)
    for (const one of all) {
      if (one instanceof UntrustedHost) expect(one.status).toBe(400)
      else expect(one).toMatch(/^https:\/\/[\w.:[\]-]+\/auth\/signin$/)
    }
  })

  it.each(["no url", "javascript:alert(1)", "https://"])("AUTH_URL %j is named", (said) => {
    expect(() => url({ AUTH_URL: said }, { host: "app.example" })).toThrow(
      /AUTH_URL .* is no http\(s\) URL/,
    )
  })

  it.each([
    ["javascript", "https"],
    ["http,https", "https"],
    ["http", "http"],
    ["http:", "http"],
    ["", "https"],
  ])("the protocol %j is %s", (said, expected) => {
    const headers = { host: "app.example", "x-forwarded-proto": said }
    expect(url({}, headers)).toBe(`${expected}://app.example/auth/signin`)
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
