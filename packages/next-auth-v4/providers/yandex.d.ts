// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<<P extends YandexProfile = YandexProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>>
export default provider
export * from "latchkey/providers/yandex"
export type YandexProfile = Said<import("latchkey/providers/yandex").YandexProfile, "sex", "default_avatar_id">
