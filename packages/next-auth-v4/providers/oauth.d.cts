// Written by tools/make-doors.mjs.
export type * from "./oauth.js" with { "resolution-mode": "import" }
declare const main: typeof import("./oauth.js", { with: { "resolution-mode": "import" } }).default
export default main
