// Written by tools/make-doors.mjs.
export type * from "./bungie.js" with { "resolution-mode": "import" }
declare const main: typeof import("./bungie.js", { with: { "resolution-mode": "import" } }).default
export default main
