// Written by tools/make-doors.mjs.
export type * from "./spotify.js" with { "resolution-mode": "import" }
declare const main: typeof import("./spotify.js", { with: { "resolution-mode": "import" } }).default
export default main
