// Written by tools/make-doors.mjs.
export type * from "./zoom.js" with { "resolution-mode": "import" }
declare const main: typeof import("./zoom.js", { with: { "resolution-mode": "import" } }).default
export default main
