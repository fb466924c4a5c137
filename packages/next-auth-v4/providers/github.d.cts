// Written by tools/make-doors.mjs.
export type * from "./github.js" with { "resolution-mode": "import" }
declare const main: typeof import("./github.js", { with: { "resolution-mode": "import" } }).default
export default main
