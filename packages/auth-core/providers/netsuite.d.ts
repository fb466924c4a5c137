// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends NetSuiteProfile = NetSuiteProfile>(config?: import("latchkey/providers").OAuthUserConfig<P> & Partial<import("latchkey/providers/netsuite").OAuthNetSuiteOptions>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/netsuite"
export type NetSuiteProfile = Said<import("latchkey/providers/netsuite").NetSuiteProfile, "location" | "role">
