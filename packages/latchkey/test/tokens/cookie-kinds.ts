import { askedHere, leaveNote } from "../../src/actions/mail-note.ts"
import { forwardAnswer, proxiedState } from "../../src/actions/preview-proxy.ts"
import { openRequestToken, sealRequestToken } from "../../src/actions/request-token.ts"
import { type CheckKind, openChecks, sealChecks } from "../../src/actions/checks.ts"
import { csrf, requireCsrf } from "../../src/actions/csrf.ts"
import {
  openHint,
  openPending,
  rememberSignIn,
  sealPending,
} from "../../src/actions/logout/cookies.ts"
import {
  type Challenge,
  keepChallenge,
  openChallenge,
} from "../../src/actions/passkeys/challenge.ts"
import type { RequestInternal } from "../../src/actions/result.ts"
import type { Format } from "../../src/keys/model.ts"
import { seal } from "../../src/keys/seal.ts"
import { readToken } from "../../src/session/read-token.ts"
import { sessionSpec } from "../../src/session/session-cookies.ts"
import { deviceOf, rememberDevice } from "../../src/throttle/device.ts"
import { type Generation, HOST, nameOf, requestOf, taken } from "./door.ts"
import type { Kind } from "./kind.ts"

const generations = ["own", "v5", "v4"] as const

function session(generation: Generation, format: Format, cookie?: string): Kind {
  const name = cookie ?? nameOf(generation, "sessionToken")
  return {
    name: `session, ${format}${cookie ? `, in the cookie ${cookie}` : ""}`,
    family: "session",
    make: async () => {
      const { ring } = await requestOf(generation).keys()
      return seal(ring, sessionSpec(format, name), { sub: "ada" }, { maxAge: 600 })
    },
    accepts: async (token) => {
      const context = requestOf(generation, { [name]: token })
      const cookies = context.sessionCookies.filter((one) => one.cookie.name === name)
      const read = await readToken(context.jar, cookies, await context.keys())
      return read.status === "ok"
    },
  }
}

const cookieOfCheck = { state: "state", nonce: "nonce", pkce: "pkceCodeVerifier" } as const

function check(generation: Generation, kind: CheckKind): Kind {
  const cookie = nameOf(generation, cookieOfCheck[kind])
  return {
    name: `${kind}, ${generation}`,
    family: kind,
    make: async () => {
      const values = { [kind]: "v".repeat(43) }
      const [made] = await sealChecks(requestOf(generation), { provider: "acme" }, values, false)
      return made!.value
    },
    accepts: (token) =>
      taken(async () => {
        const context = requestOf(generation, { [cookie]: token })
        return (await openChecks(context, { provider: "acme" }, new Set([kind]))).values[kind]
      }),
  }
}

function requestToken(generation: Generation): Kind {
  const credentials = { token: "t", secret: "s" }
  return {
    name: `OAuth 1.0a request token, ${generation}`,
    family: "request token",
    make: async () =>
      (await sealRequestToken(requestOf(generation), { provider: "acme" }, credentials)).value,
    accepts: (token) => {
      const cookies = { [nameOf(generation, "requestToken")]: token }
      return taken(() => openRequestToken(requestOf(generation, cookies), "acme"))
    },
  }
}

function challenge(generation: Generation, action: Challenge["action"]): Kind {
  const asked = { challenge: "c".repeat(43), provider: "acme", action }
  const rest = { by: null, of: null, user: null, taken: 0 } as const
  return {
    name: `challenge of a passkey, to ${action}, ${generation}`,
    family: `challenge to ${action}`,
    make: async () =>
      (await keepChallenge(requestOf(generation), { ...asked, ...rest }, 60_000)).value,
    accepts: (token) => {
      const cookies = { [nameOf(generation, "webauthnChallenge")]: token }
      const bound = { provider: "acme", action }
      return taken(() => openChallenge(requestOf(generation, cookies), bound))
    },
  }
}

function mailNote(generation: Generation): Kind {
  const name = nameOf(generation, "state").replace(/state$/, "email")
  return {
    name: `note of a mailed link, ${generation}`,
    family: "mail note",
    make: async () => (await leaveNote(requestOf(generation), "a@b.example", "stored", 600)).value,
    accepts: (token) =>
      taken(() =>
        askedHere(requestOf(generation, { [name]: token }), "a@b.example", async () => ["stored"]),
      ),
  }
}

function csrfCookie(generation: Generation): Kind {
  const request = (token: string): RequestInternal => ({
    url: new URL(`https://${HOST}/auth/signout`),
    method: "POST",
    action: "signout",
    providerId: undefined,
    query: {},
    body: { csrfToken: token },
  })
  return {
    name: `CSRF cookie, ${generation}`,
    family: "csrf",
    make: async () => (await csrf(requestOf(generation))).cookies[0]!.value,
    accepts: async (token) => {
      const context = requestOf(generation, { [nameOf(generation, "csrfToken")]: token })
      // The form repeats whatever an attacker could want to have taken for the token.
      const parts = [token, token.split("|")[0]!, token.split("|")[1] ?? "", token.split(".")[0]!]
      const all = parts.map((part) =>
        taken(() => requireCsrf(context, request(part)).then(() => true)),
      )
      return (await Promise.all(all)).includes(true)
    },
  }
}

function knownDevice(generation: Generation): Kind {
  return {
    name: `known device, ${generation}`,
    family: "device",
    make: async () => rememberDevice(await requestOf(generation).keys(), undefined, "ada"),
    accepts: async (token) =>
      (await deviceOf(await requestOf(generation).keys(), token, "ada")) !== undefined,
  }
}

const pending = { provider: "acme", state: "s", callbackUrl: `https://${HOST}/` }
const account = {
  provider: "acme",
  providerAccountId: "1",
  type: "oidc",
  id_token: "a.b.c",
} as const

function signOut(generation: Generation): readonly Kind[] {
  return [
    {
      name: `sign-out under way, ${generation}`,
      family: "logout",
      make: async () => (await sealPending(requestOf(generation), pending)).value,
      accepts: (token) => {
        const cookies = { [nameOf(generation, "logout")]: token }
        return taken(() => openPending(requestOf(generation, cookies)))
      },
    },
    {
      name: `hint for the sign-out, ${generation}`,
      family: "logout hint",
      make: async () => (await rememberSignIn(requestOf(generation), account))[0]!.value,
      accepts: (token) => {
        const cookies = { [nameOf(generation, "logoutHint")]: token }
        return taken(() => openHint(requestOf(generation, cookies)))
      },
    },
  ]
}

function previewState(generation: "own" | "v5"): Kind {
  return {
    name: `state of a preview, ${generation}`,
    family: "preview",
    make: () => proxiedState(requestOf(generation), "https://preview.example/auth/callback/acme"),
    accepts: (token) =>
      taken(() =>
        forwardAnswer(
          requestOf(generation),
          { method: "GET", providerId: "acme" } as RequestInternal,
          { state: token },
        ),
      ),
  }
}

export const cookieKinds: readonly Kind[] = [
  session("own", "own"),
  session("v5", "v5"),
  session("v5", "v5-gcm"),
  session("v4", "v4"),
  ...generations.flatMap((generation) => [
    check(generation, "state"),
    check(generation, "nonce"),
    check(generation, "pkce"),
    requestToken(generation),
    challenge(generation, "register"),
    challenge(generation, "authenticate"),
    mailNote(generation),
    csrfCookie(generation),
    knownDevice(generation),
    ...signOut(generation),
  ]),
  previewState("own"),
  previewState("v5"),
]
