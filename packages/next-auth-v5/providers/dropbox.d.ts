// Written by tools/make-doors.mjs.

declare const provider: (config?: import("latchkey/providers").OAuthUserConfig<any>) => import("latchkey/providers").OAuth2Config<any>
export default provider
export * from "latchkey/providers/dropbox"
