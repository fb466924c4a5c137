// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends NotionProfile = NotionProfile>(config?: import("latchkey/providers/notion").NotionConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/notion"
export type Person = Said<import("latchkey/providers/notion").Person, "email">
export type User = Said<import("latchkey/providers/notion").User, "avatar_url" | "name" | "type", "person">
export type Owner = Said<import("latchkey/providers/notion").Owner, never, "user">
export type NotionProfile = Said<import("latchkey/providers/notion").NotionProfile, "workspace_name", "access_token" | "bot_id" | "duplicated_template_id" | "owner" | "workspace_icon" | "workspace_id">
