// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"
import type { Callable } from "latchkey/doors/v4/callable"

declare const provider: Callable<<P extends ZoomProfile = ZoomProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>>
export default provider
export * from "latchkey/providers/zoom"
export type ZoomProfile = Said<import("latchkey/providers/zoom").ZoomProfile, "account_id" | "created_at" | "dept" | "first_name" | "group_ids" | "host_key" | "im_group_ids" | "jid" | "language" | "last_client_version" | "last_login_time" | "last_name" | "personal_meeting_url" | "phone_country" | "phone_number" | "pic_url" | "pmi" | "role_name" | "status" | "timezone" | "use_pmi" | "vanity_url" | "verified">
