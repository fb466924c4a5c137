// Written by tools/make-doors.mjs.
export type * from "./trakt.js" with { "resolution-mode": "import" }
declare const main: typeof import("./trakt.js", { with: { "resolution-mode": "import" } }).default
export default main
