// Written by tools/make-doors.mjs.

declare const provider: (config?: import("latchkey/providers").OIDCUserConfig<any>) => import("latchkey/providers").OIDCConfig<any>
export default provider
export * from "latchkey/providers/identity-server4"
