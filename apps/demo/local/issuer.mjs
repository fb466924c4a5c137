/**
 * "Local ID": a real OpenID Connect provider on loopback with two people and no passwords.
 *
 * @module
 */
import { createServer } from "node:http"
import { once } from "node:events"
import { Provider, interactionPolicy } from "oidc-provider"
import { accountPage, messagePage } from "./pages.mjs"

const people = [
  { id: "ada", name: "Ada Lovelace", email: "ada@example.test" },
  { id: "grace", name: "Grace Hopper", email: "grace@example.test" },
]

/**
 * Starts it on a free port of loopback.
 *
 * @param {import("./settings.mjs").Settings} settings
 * @param {readonly string[]} redirectUris of the demo
 * @returns {Promise<string>} its issuer identifier
 */
export async function startIssuer(settings, redirectUris) {
  const server = createServer()
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const issuer = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(issuer, configuration(settings, redirectUris))
  const oidc = provider.callback()
  server.on("request", (request, response) => {
    const work = request.url?.startsWith("/login/")
      ? login(provider, request, response)
      : oidc(request, response)
    Promise.resolve(work).catch(() => {
      send(response, 400, messagePage("This sign-in is over", "Go back to the demo and try again."))
    })
  })
  return issuer
}

function configuration(settings, redirectUris) {
  return {
    clients: [
      {
        client_id: settings.clientId,
        client_secret: settings.clientSecret,
        redirect_uris: redirectUris,
        grant_types: ["authorization_code", "refresh_token"],
      },
    ],
    jwks: { keys: [settings.signingKey] },
    cookies: { keys: [settings.cookieKey] },
    claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"] },
    // Puts the claims into the ID token, as the large providers do.
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: () => true },
    },
    // Each is used once; one that is used twice ends them all.
    issueRefreshToken: () => true,
    // Somebody else who signs in there in the same browser ends nobody's tokens.
    expiresWithSession: () => false,
    rotateRefreshToken: true,
    interactions: { url: (_, { uid }) => `/login/${uid}`, policy: alwaysAsk() },
    // Short, so that a visitor sees one refreshed.
    ttl: {
      AccessToken: 120,
      AuthorizationCode: 60,
      Grant: 86_400,
      IdToken: 3600,
      RefreshToken: 86_400,
    },
    findAccount: (_, id) => {
      const person = people.find((each) => each.id === id)
      if (!person) return undefined
      const { name, email } = person
      return {
        accountId: id,
        claims: () => ({ sub: id, name, email, email_verified: true }),
      }
    },
    loadExistingGrant,
    renderError: (ctx, { error_description: description, error }) => {
      ctx.type = "html"
      ctx.body = messagePage("Local ID can’t do that", description ?? error)
    },
  }
}

/** Asks at each sign-in which of the people you are; else the second one would be silent. */
function alwaysAsk() {
  const { base, Check } = interactionPolicy
  const policy = base()
  const ask = new Check("always_ask", "The account is chosen each time", ({ oidc }) =>
    oidc.result?.login ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
  )
  policy.get("login").checks.add(ask)
  return policy
}

/** Both people trust the demo. */
async function loadExistingGrant({ oidc }) {
  const grant = new oidc.provider.Grant({
    clientId: oidc.client.clientId,
    accountId: oidc.session.accountId,
  })
  grant.addOIDCScope("openid profile email")
  await grant.save()
  return grant
}

async function login(provider, request, response) {
  const { params } = await provider.interactionDetails(request, response)
  if (request.method !== "POST") return send(response, 200, accountPage(people, params.client_id))
  const chosen = new URLSearchParams(await text(request)).get("account")
  const result = people.some(({ id }) => id === chosen)
    ? { login: { accountId: chosen, remember: false } }
    : { error: "access_denied", error_description: "The person said no." }
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}

async function text(request) {
  let body = ""
  for await (const chunk of request) body += chunk
  return body
}

function send(response, status, html) {
  if (response.headersSent) return response.end()
  response.writeHead(status, { "content-type": "text/html; charset=utf-8" })
  return response.end(html)
}
