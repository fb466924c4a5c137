// Written by tools/make-doors.mjs.
export type * from "./facebook.js" with { "resolution-mode": "import" }
declare const main: typeof import("./facebook.js", { with: { "resolution-mode": "import" } }).default
export default main
