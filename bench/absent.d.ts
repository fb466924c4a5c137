/** Where the peers are not installed, as in CI: what is ours is checked, of theirs nothing is known. */
declare module "@auth/core"
declare module "@auth/core/adapters" {
  export type Adapter = object
}
declare module "@auth/core/jwt"
declare module "@auth/core/providers" {
  export type OIDCConfig<_Profile> = object
}
declare module "@auth/core/providers/credentials"
declare module "@auth/core/providers/github"
declare module "@auth/drizzle-adapter"
declare module "better-auth"
declare module "better-auth/adapters/drizzle"
declare module "better-auth/adapters/memory"
declare module "better-auth/cookies"
declare module "better-auth/plugins"
declare module "iron-session"
declare module "next-auth-5"
