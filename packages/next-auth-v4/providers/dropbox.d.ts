// Written by tools/make-doors.mjs.
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<(config?: import("latchkey/providers").OAuthUserConfig<any>) => import("latchkey/providers").OAuth2Config<any>>
export default provider
export * from "latchkey/providers/dropbox"
