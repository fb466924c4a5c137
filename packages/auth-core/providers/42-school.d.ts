// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends FortyTwoProfile = FortyTwoProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/42-school"
export type UserData = Said<import("latchkey/providers/42-school").UserData, "image_url" | "is_launched?">
export type CursusUser = Said<import("latchkey/providers/42-school").CursusUser, never, "user">
export type ProjectUser = Said<import("latchkey/providers/42-school").ProjectUser, "validated?">
export type Image = Said<import("latchkey/providers/42-school").Image, "link", "versions">
export type FortyTwoProfile = Said<import("latchkey/providers/42-school").FortyTwoProfile, "image_url" | "is_launched?", "cursus_users" | "image" | "projects_users">
