// Written by tools/make-doors.mjs.
export type * from "./linkedin.js" with { "resolution-mode": "import" }
declare const main: typeof import("./linkedin.js", { with: { "resolution-mode": "import" } }).default
export default main
