// Written by tools/make-doors.mjs.
export type * from "./onelogin.js" with { "resolution-mode": "import" }
declare const main: typeof import("./onelogin.js", { with: { "resolution-mode": "import" } }).default
export default main
