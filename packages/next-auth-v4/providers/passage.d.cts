// Written by tools/make-doors.mjs.
export type * from "./passage.js" with { "resolution-mode": "import" }
declare const main: typeof import("./passage.js", { with: { "resolution-mode": "import" } }).default
export default main
