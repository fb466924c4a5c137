/**
 * What the rules of this folder except: a room (`cli/`), a file, or in a file one piece of code, and why. One that is no
 * longer needed fails the test.
 *
 * @module
 */

/** @typedef {{ file: string, code?: string, why: string }} Allowed */

/** @type {Allowed[]} */
export const allowedComparisons = [
  {
    file: "adapters/prisma/sessions.ts",
    code: "stored !== hash",
    why: "both are of the row that was found by them: whether it is stored plain",
  },
  { file: "keys/access/token-cache.ts", why: "our own credential at a service, against our own" },
  { file: "keys/access/watch-path.ts", why: "the state of a file: its size and time" },
  { file: "keys/generate.ts", why: "the tag is the public beginning of a secret's text" },
  { file: "keys/development.ts", why: "both were read from our own disk" },
  { file: "cli/", why: "secrets of the person who runs it, on their own machine" },
  { file: "actions/accounts/", why: "tokens of a provider, both from our own database" },
  {
    file: "actions/session/token.ts",
    code: "token !== live.token",
    why: "objects: whether a callback gave back the one that it got",
  },
  { file: "testing/", why: "tests that an application runs for itself" },
]

const SETTINGS = "of the application's own settings"
const PROVIDER =
  "of the settings or of a provider's metadata; whoever is asked there passes `assertTransport`"
const OWN_ORIGIN = "our own origin, or an address that we made"
const REQUEST = "the URL of a `Request`, which is one"

/** @type {Allowed[]} */
export const allowedUrls = [
  { file: "web/host.ts", why: "this is `parseUrl`" },
  { file: "oauth/", why: PROVIDER },
  { file: "providers/", why: PROVIDER },
  { file: "keys/", why: SETTINGS },
  { file: "cli/", why: "what the person who runs it wrote" },
  { file: "testing/", why: "tests that an application runs for itself" },
  {
    file: "react/",
    why: "in a browser, which reads URLs as it does; safe.ts of its own judges them",
  },
  {
    file: "outgoing/",
    why: "what is fetched, as `fetch` reads it; the host is judged before it is asked",
  },
  { file: "web/node-incoming.ts", why: "it can be read" },
  { file: "config/action-url.ts", why: `${SETTINGS}, and as the packages do that it stands for` },
  { file: "config/context.ts", why: SETTINGS },
  { file: "config/host.ts", why: OWN_ORIGIN },
  { file: "config/session-domain.ts", why: OWN_ORIGIN },
  { file: "core/failure.ts", why: OWN_ORIGIN },
  { file: "core/health-route.ts", why: OWN_ORIGIN },
  { file: "core/parse.ts", why: REQUEST },
  {
    file: "actions/callback-url.ts",
    why: "the answer of the application's callback; then `safeRedirect`",
  },
  { file: "actions/complete.ts", why: "passed `safeRedirect`" },
  { file: "actions/pages.ts", why: "passed `safeRedirect`" },
  { file: "actions/logout/front-channel.ts", why: "a provider's metadata, if it can be read" },
  { file: "actions/passkeys/subject.ts", why: OWN_ORIGIN },
  { file: "actions/preview-proxy.ts", why: "sealed by ourselves, and it can be read" },
  { file: "pages/action-url.ts", why: "it can be read, and only its scheme counts" },
  { file: "pages/layout.ts", why: "it can be read, and only its host is shown" },
  { file: "next/guard.ts", why: REQUEST },
  { file: "next/route-handler.ts", why: REQUEST },
  { file: "next/pages-api.ts", why: `${REQUEST}; the others can be read` },
  { file: "next/authorize.ts", why: `${SETTINGS}, or an answer that we made` },
  { file: "next/middleware.ts", why: SETTINGS },
  {
    file: "next/pinned.ts",
    why: "our own origin, or a header that Next.js wrote, if it can be read",
  },
  { file: "next/server-actions.ts", why: OWN_ORIGIN },
]

const STORED = "what our own store gave back"
const ANSWER =
  "an answer of a service that the settings name, over TLS; only known members are read"

/** @type {Allowed[]} */
export const allowedJson = [
  { file: "web/json.ts", why: "this is `parseJsonObject`" },
  {
    file: "oauth/token-answer.ts",
    why: "an answer of a provider, as the protocol library reads those: `__proto__` is left out, and members are judged there",
  },
  {
    file: "keys/open.ts",
    why: "was sealed with a key of ours, or is a header of which three members are read",
  },
  { file: "oauth/jwt-parts.ts", why: "the same text that a library verifies, read as it reads it" },
  { file: "oauth/one/", why: ANSWER },
  { file: "providers/", why: ANSWER },
  { file: "keys/access/", why: ANSWER },
  {
    file: "keys/managed/wire.ts",
    why: "authenticated before it is read, and held against a schema",
  },
  { file: "keys/stores/", why: STORED },
  { file: "records/", why: STORED },
  { file: "revocations/", why: STORED },
  { file: "adapters/", why: STORED },
  { file: "security-events/table-rows.ts", why: STORED },
  { file: "security-events/webhook/verify.ts", why: "its signature was verified" },
  { file: "actions/session/register.ts", why: "written by ourselves a moment ago" },
  {
    file: "doors/v4/client-utils.ts",
    why: "in a browser, what another tab of the same origin wrote",
  },
  { file: "cli/", why: "files of the project that it is run in" },
]
