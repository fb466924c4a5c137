/**
 * The doors: packages that stand in for `next-auth` 4, `next-auth` 5 and `@auth/core`. Data only: which path exports
 * what, and from where. `tools/make-doors.mjs` writes the packages from it.
 *
 * @module
 */

/**
 * @typedef {object} Path
 * @property {string} from the module of `latchkey` behind it; all its types are the path's
 * @property {string[]} [values] what exists at run time; none: types only
 * @property {string} [augments] what it declares beyond the module behind it
 * @property {string[]} [reaches] paths whose types applications add to without importing them
 * @property {boolean} [client] a module of the browser's: starts with "use client"
 */

/**
 * @typedef {object} Door
 * @property {string} folder
 * @property {string} name
 * @property {string} version in the line of what it stands for, so that peer ranges of others hold
 * @property {string} standsFor the package it is installed as
 * @property {string} published the version it is held against
 * @property {Record<string, Path>} paths
 * @property {string[]} providers every provider of the published package, ours or not
 * @property {Record<string, Partial<Path> & { types?: Record<string, string>, named?: Record<string, string> }>} special
 *   providers that are not just the factory of the same name; `types`: other names for types; `named`: other factories
 *   through a callable door, and the type of their profile
 * @property {boolean} callable its users have CommonJS too: what `require` answers is the default export, which is also its
 *   own `default`
 * @property {"v4" | "v5"} profiles the generation whose profile types its providers have
 * @property {string[]} left paths of the published package that we don't have
 */

const react = [
  "SessionProvider",
  "SessionContext",
  "useSession",
  "getSession",
  "getCsrfToken",
  "getProviders",
  "signIn",
  "signOut",
]
const jwt = ["encode", "decode", "getToken", "TokenNotOpened"]

const sharedProviders =
  "42-school apple atlassian auth0 authentik azure-ad-b2c azure-ad battlenet box boxyhq-saml bungie cognito coinbase credentials discord dropbox duende-identity-server6 email eveonline facebook faceit foursquare freshbooks fusionauth github gitlab google hubspot identity-server4 instagram kakao keycloak line linkedin mailchimp mailru medium naver netlify okta onelogin osso osu passage patreon pinterest pipedrive reddit salesforce slack spotify strava todoist trakt twitch twitter united-effects vk wikimedia wordpress workos yandex zitadel zoho zoom".split(
    " ",
  )
const newerProviders =
  "asgardeo azure-devops bankid-no beyondidentity bitbucket click-up concept2 descope dribbble eventbrite figma forwardemail frontegg huggingface kinde logto loops mailgun mastodon mattermost microsoft-entra-id netsuite nextcloud nodemailer notion ory-hydra passkey ping-id postmark resend roblox sendgrid simplelogin threads tiktok vipps webauthn webex wechat".split(
    " ",
  )

const authErrors =
  "AccessDenied AccountNotLinked AdapterError AuthError CallbackRouteError CredentialsSignin DuplicateConditionalUI EmailSignInError ErrorPageLoop EventError ExperimentalFeatureNotEnabled InvalidCallbackUrl InvalidCheck InvalidEndpoints InvalidProvider JWTSessionError MissingAdapter MissingAdapterMethods MissingAuthorize MissingCSRF MissingSecret MissingWebAuthnAutocomplete OAuthAccountNotLinked OAuthCallbackError OAuthProfileParseError OAuthSignInError SessionTokenError SignInError SignOutError UnknownAction UnsupportedStrategy UntrustedHost Verification WebAuthnVerificationError isClientError".split(
    " ",
  )
/** Ours beyond what Auth.js has: so that an application can tell them by class too. */
const ownErrors = [
  "ConsentRequired",
  "KeysUnavailable",
  "LastSignInMethod",
  "MissingClientId",
  "PublicSecret",
  "RecordsUnavailable",
  "RegisterUnavailable",
  "RevocationsUnavailable",
  "ReauthenticationRequired",
  "SessionRequired",
  "TokenUnavailable",
  "TooManyAttempts",
  "TooManySessions",
  "UnheldData",
  "WeakSecret",
  "errorDocs",
]

/** @type {Door[]} */
export const doors = [
  {
    folder: "next-auth-v4",
    name: "@latchkey/next-auth-v4",
    version: "4.100.0",
    standsFor: "next-auth",
    published: "4.24.15",
    callable: true,
    profiles: "v4",
    paths: {
      ".": {
        from: "latchkey/doors/v4/index",
        reaches: ["./adapters", "./jwt"],
        values: ["default", "getServerSession", "unstable_getServerSession"],
        // By the types of NextAuth 4 users have an id, and in sessions none but the application's own.
        augments:
          'declare module "latchkey/doors/v4/index" {\n  interface User {\n    id: string\n  }\n  interface DoorTypes {\n    sessionUser: { name?: string | null; email?: string | null; image?: string | null }\n  }\n}\n',
      },
      "./next": {
        from: "latchkey/doors/v4/next",
        values: ["default", "getServerSession", "unstable_getServerSession"],
      },
      "./middleware": {
        from: "latchkey/doors/v4/middleware",
        values: ["default", "withAuth"],
      },
      "./react": { from: "latchkey/doors/v4/react", values: react, client: true },
      "./jwt": { from: "latchkey/doors/v4/jwt", values: jwt },
      "./adapters": { from: "latchkey/adapters" },
      "./client/_utils": {
        from: "latchkey/doors/v4/client-utils",
        values: ["apiBaseUrl", "fetchData", "now", "BroadcastChannel"],
      },
      "./providers": { from: "latchkey/doors/v4/providers" },
      "./providers/oauth": { from: "latchkey/doors/v4/providers" },
      "./providers/oauth-types": { from: "latchkey/doors/v4/providers" },
      "./package.json": { from: "" },
    },
    providers: sharedProviders,
    special: {
      "azure-ad": { types: { AzureADProfile: "MicrosoftEntraIDProfile" } },
      "azure-ad-b2c": { types: { AzureB2CProfile: "AzureADB2CProfile" } },
      credentials: { from: "latchkey/doors/v4/credentials" },
      "duende-identity-server6": { from: "latchkey/doors/v4/duende-identity-server6" },
      email: { from: "latchkey/doors/v4/email" },
      github: { types: { GithubProfile: "GitHubProfile", GithubEmail: "GitHubEmail" } },
      salesforce: { from: "latchkey/doors/v4/salesforce" },
      twitter: {
        from: "latchkey/doors/v4/twitter",
        named: { TwitterLegacy: "TwitterLegacyProfile" },
      },
    },
    left: [],
  },
  {
    folder: "next-auth-v5",
    name: "@latchkey/next-auth-v5",
    version: "5.100.0",
    standsFor: "next-auth",
    published: "5.0.0-beta.32",
    callable: false,
    profiles: "v5",
    paths: {
      ".": {
        from: "latchkey/doors/v5/index",
        reaches: [
          "./adapters",
          "./jwt",
          "@auth/core/adapters",
          "@auth/core/jwt",
          "@auth/core/types",
        ],
        values: ["default", "AuthError", "CredentialsSignin", "customFetch"],
      },
      "./react": {
        from: "latchkey/doors/v5/react",
        values: [...react, "__NEXTAUTH"],
        client: true,
      },
      "./jwt": { from: "latchkey/doors/v5/jwt", values: jwt },
      "./adapters": { from: "latchkey/doors/core/adapters", values: ["isDate"] },
      "./middleware": { from: "latchkey/doors/v5/middleware", values: ["default", "withAuth"] },
      "./next": { from: "latchkey/doors/v5/server-session", values: ["getServerSession"] },
      "./webauthn": { from: "latchkey/doors/v5/webauthn", values: ["signIn"], client: true },
      "./providers": { from: "latchkey/doors/core/providers" },
      "./package.json": { from: "" },
    },
    providers: [...sharedProviders, ...newerProviders].sort(),
    special: {
      apple: { types: { AppleNonConformUser: "AppleUser" } },
      "azure-ad": { types: { AzureADProfile: "MicrosoftEntraIDProfile" } },
      credentials: { from: "latchkey/doors/v5/credentials" },
      email: { from: "latchkey/doors/v5/email" },
      nodemailer: { types: { NodemailerUserConfig: "NodemailerConfig" } },
      webauthn: {
        values: ["default", "DEFAULT_SIMPLEWEBAUTHN_BROWSER_VERSION", "DEFAULT_WEBAUTHN_TIMEOUT"],
      },
    },
    left: [],
  },
  {
    folder: "auth-core",
    name: "@latchkey/auth-core",
    version: "0.41.100",
    standsFor: "@auth/core",
    published: "0.41.3",
    callable: false,
    profiles: "v5",
    paths: {
      ".": {
        from: "latchkey/doors/core/index",
        reaches: ["./adapters", "./jwt", "./types"],
        values: [
          "Auth",
          "createActionURL",
          "customFetch",
          "isAuthAction",
          "raw",
          "setEnvDefaults",
          "skipCSRFCheck",
        ],
      },
      "./adapters": { from: "latchkey/doors/core/adapters", values: ["isDate"] },
      "./errors": { from: "latchkey/errors", values: [...authErrors, ...ownErrors] },
      "./jwt": { from: "latchkey/doors/v5/jwt", values: jwt },
      "./types": { from: "latchkey/doors/core/types" },
      "./providers": { from: "latchkey/doors/core/providers" },
      "./providers/oauth": { from: "latchkey/doors/core/providers" },
      "./providers/provider-types": { from: "latchkey/doors/core/providers" },
      "./package.json": { from: "" },
    },
    providers: [...sharedProviders, ...newerProviders].sort(),
    special: {
      apple: { types: { AppleNonConformUser: "AppleUser" } },
      "azure-ad": { types: { AzureADProfile: "MicrosoftEntraIDProfile" } },
      credentials: { from: "latchkey/doors/v5/credentials" },
      email: { from: "latchkey/doors/v5/email" },
      nodemailer: { types: { NodemailerUserConfig: "NodemailerConfig" } },
      webauthn: {
        values: ["default", "DEFAULT_SIMPLEWEBAUTHN_BROWSER_VERSION", "DEFAULT_WEBAUTHN_TIMEOUT"],
      },
    },
    left: [],
  },
]
