// Written by tools/make-doors.mjs.
import type { StandIn } from "./stand-in.ts"

/** The packages that stand in for others, as they are released with this version. */
export const STAND_INS: readonly StandIn[] = [
  {
    name: "@latchkey/next-auth-v4",
    version: "4.100.0",
    standsFor: "next-auth",
    published: "4.24.15",
    paths: {
      ".": "latchkey/doors/v4/index",
      "./next": "latchkey/doors/v4/next",
      "./middleware": "latchkey/doors/v4/middleware",
      "./react": "latchkey/doors/v4/react",
      "./jwt": "latchkey/doors/v4/jwt",
      "./adapters": "latchkey/adapters",
      "./client/_utils": "latchkey/doors/v4/client-utils",
      "./providers": "latchkey/doors/v4/providers",
      "./providers/oauth": "latchkey/doors/v4/providers",
      "./providers/oauth-types": "latchkey/doors/v4/providers",
      "./providers/credentials": "latchkey/doors/v4/credentials",
      "./providers/duende-identity-server6": "latchkey/doors/v4/duende-identity-server6",
      "./providers/email": "latchkey/doors/v4/email",
      "./providers/salesforce": "latchkey/doors/v4/salesforce",
      "./providers/twitter": "latchkey/doors/v4/twitter",
    },
    providers:
      "42-school apple atlassian auth0 authentik azure-ad-b2c azure-ad battlenet box boxyhq-saml bungie cognito coinbase credentials discord dropbox duende-identity-server6 email eveonline facebook faceit foursquare freshbooks fusionauth github gitlab google hubspot identity-server4 instagram kakao keycloak line linkedin mailchimp mailru medium naver netlify okta onelogin osso osu passage patreon pinterest pipedrive reddit salesforce slack spotify strava todoist trakt twitch twitter united-effects vk wikimedia wordpress workos yandex zitadel zoho zoom",
    types: {
      "./providers/azure-ad": { AzureADProfile: "MicrosoftEntraIDProfile" },
      "./providers/azure-ad-b2c": { AzureB2CProfile: "AzureADB2CProfile" },
      "./providers/github": { GithubProfile: "GitHubProfile", GithubEmail: "GitHubEmail" },
    },
  },
  {
    name: "@latchkey/next-auth-v5",
    version: "5.100.0",
    standsFor: "next-auth",
    published: "5.0.0-beta.32",
    paths: {
      ".": "latchkey/doors/v5/index",
      "./react": "latchkey/doors/v5/react",
      "./jwt": "latchkey/doors/v5/jwt",
      "./adapters": "latchkey/doors/core/adapters",
      "./middleware": "latchkey/doors/v5/middleware",
      "./next": "latchkey/doors/v5/server-session",
      "./webauthn": "latchkey/doors/v5/webauthn",
      "./providers": "latchkey/doors/core/providers",
      "./providers/credentials": "latchkey/doors/v5/credentials",
      "./providers/email": "latchkey/doors/v5/email",
    },
    providers:
      "42-school apple asgardeo atlassian auth0 authentik azure-ad azure-ad-b2c azure-devops bankid-no battlenet beyondidentity bitbucket box boxyhq-saml bungie click-up cognito coinbase concept2 credentials descope discord dribbble dropbox duende-identity-server6 email eventbrite eveonline facebook faceit figma forwardemail foursquare freshbooks frontegg fusionauth github gitlab google hubspot huggingface identity-server4 instagram kakao keycloak kinde line linkedin logto loops mailchimp mailgun mailru mastodon mattermost medium microsoft-entra-id naver netlify netsuite nextcloud nodemailer notion okta onelogin ory-hydra osso osu passage passkey patreon ping-id pinterest pipedrive postmark reddit resend roblox salesforce sendgrid simplelogin slack spotify strava threads tiktok todoist trakt twitch twitter united-effects vipps vk webauthn webex wechat wikimedia wordpress workos yandex zitadel zoho zoom",
    types: {
      "./providers/apple": { AppleNonConformUser: "AppleUser" },
      "./providers/azure-ad": { AzureADProfile: "MicrosoftEntraIDProfile" },
      "./providers/nodemailer": { NodemailerUserConfig: "NodemailerConfig" },
    },
  },
  {
    name: "@latchkey/auth-core",
    version: "0.41.100",
    standsFor: "@auth/core",
    published: "0.41.3",
    paths: {
      ".": "latchkey/doors/core/index",
      "./adapters": "latchkey/doors/core/adapters",
      "./errors": "latchkey/errors",
      "./jwt": "latchkey/doors/v5/jwt",
      "./types": "latchkey/doors/core/types",
      "./providers": "latchkey/doors/core/providers",
      "./providers/oauth": "latchkey/doors/core/providers",
      "./providers/provider-types": "latchkey/doors/core/providers",
      "./providers/credentials": "latchkey/doors/v5/credentials",
      "./providers/email": "latchkey/doors/v5/email",
    },
    providers:
      "42-school apple asgardeo atlassian auth0 authentik azure-ad azure-ad-b2c azure-devops bankid-no battlenet beyondidentity bitbucket box boxyhq-saml bungie click-up cognito coinbase concept2 credentials descope discord dribbble dropbox duende-identity-server6 email eventbrite eveonline facebook faceit figma forwardemail foursquare freshbooks frontegg fusionauth github gitlab google hubspot huggingface identity-server4 instagram kakao keycloak kinde line linkedin logto loops mailchimp mailgun mailru mastodon mattermost medium microsoft-entra-id naver netlify netsuite nextcloud nodemailer notion okta onelogin ory-hydra osso osu passage passkey patreon ping-id pinterest pipedrive postmark reddit resend roblox salesforce sendgrid simplelogin slack spotify strava threads tiktok todoist trakt twitch twitter united-effects vipps vk webauthn webex wechat wikimedia wordpress workos yandex zitadel zoho zoom",
    types: {
      "./providers/apple": { AppleNonConformUser: "AppleUser" },
      "./providers/azure-ad": { AzureADProfile: "MicrosoftEntraIDProfile" },
      "./providers/nodemailer": { NodemailerUserConfig: "NodemailerConfig" },
    },
  },
]
