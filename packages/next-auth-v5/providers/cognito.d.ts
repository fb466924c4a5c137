// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends CognitoProfile = CognitoProfile>(config?: import("latchkey/providers").OIDCUserConfig<P>) => import("latchkey/providers").OIDCConfig<P>
export default provider
export * from "latchkey/providers/cognito"
export type CognitoProfile = Said<import("latchkey/providers/cognito").CognitoProfile, "email" | "name" | "picture">
