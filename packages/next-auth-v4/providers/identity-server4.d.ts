// Written by tools/make-doors.mjs.
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<(config?: import("latchkey/providers").OIDCUserConfig<any>) => import("latchkey/providers").OIDCConfig<any>>
export default provider
export * from "latchkey/providers/identity-server4"
