// Written by tools/make-doors.mjs.
export type * from "./medium.js" with { "resolution-mode": "import" }
declare const main: typeof import("./medium.js", { with: { "resolution-mode": "import" } }).default
export default main
