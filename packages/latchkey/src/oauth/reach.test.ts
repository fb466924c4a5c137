/** Where metadata may send us; each spelling of an address is tested in `test/hostile/reach.test.ts`. */
import { describe, expect, it } from "vitest"
import { customFetch } from "../contracts/symbols.ts"
import { InvalidEndpoints } from "../errors.ts"
import { discover } from "./discover.ts"
import { resolveOAuthProvider } from "./provider.ts"

const issuer = "https://id.example"
const metadata = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  userinfo_endpoint: `${issuer}/me`,
  jwks_uri: `${issuer}/jwks`,
}
const options = {
  token_endpoint: "token",
  userinfo_endpoint: "userinfo",
  jwks_uri: "jwks_endpoint",
  revocation_endpoint: "revocation",
}

function found(named: object, config: object = {}): Promise<object> {
  const serve: typeof fetch = async () => Response.json({ ...metadata, ...named })
  const base = { id: "id", name: "Id", type: "oidc", issuer, clientId: "app" } as const
  return discover(resolveOAuthProvider({ ...base, [customFetch]: serve, ...config }))
}

describe.each(Object.entries(options))("a `%s`", (name, option) => {
  it.each([
    ["https://192.168.0.1/x", "on a host that no provider of the internet has (private)"],
    ["https://user@id.example/x", "with a user name or password in it"],
    ["https://:pass@id.example/x", "with a user name or password in it"],
  ])("of %s is refused, and it is said what to set", async (url, problem) => {
    const attempt = found({ [name]: url })
    await expect(attempt).rejects.toThrow(InvalidEndpoints)
    const message = `has a \`${name}\` ${problem}. If that is right, set \`${option}\` on the provider.`
    await expect(attempt).rejects.toThrow(message)
  })

  it("is not judged where the configuration names it", async () => {
    const own = "https://user:pass@192.168.0.1/x"
    const config = { [option]: own, idToken: false }
    expect(await found({ [name]: "https://10.0.0.1/y" }, config)).toBeDefined()
  })
})

describe("a `revocation_endpoint`, which a sign-in does not need,", () => {
  it.each([
    7,
    null,
    ["https://id.example/x"],
    "",
    "nowhere",
    "ftp://id.example",
    "shttp://id.example",
  ])("of %j is refused all the same", async (revocation_endpoint) => {
    await expect(found({ revocation_endpoint })).rejects.toThrow("that is no http address")
  })

  it.each([undefined, `${issuer}/revoke`, "http://id.example/revoke", "https://other.example/"])(
    "of %j is not",
    async (revocation_endpoint) => {
      expect(await found({ revocation_endpoint })).toMatchObject(metadata)
    },
  )
})
