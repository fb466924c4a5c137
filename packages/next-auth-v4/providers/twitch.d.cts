// Written by tools/make-doors.mjs.
export type * from "./twitch.js" with { "resolution-mode": "import" }
declare const main: typeof import("./twitch.js", { with: { "resolution-mode": "import" } }).default
export default main
