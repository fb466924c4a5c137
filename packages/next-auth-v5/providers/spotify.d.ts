// Written by tools/make-doors.mjs.
import type { Said } from "latchkey/doors/core/said"

declare const provider: <P extends SpotifyProfile = SpotifyProfile>(config?: import("latchkey/providers").OAuthUserConfig<P>) => import("latchkey/providers").OAuth2Config<P>
export default provider
export * from "latchkey/providers/spotify"
export type SpotifyProfile = Said<import("latchkey/providers/spotify").SpotifyProfile, "display_name" | "email" | "images">
