// Written by tools/make-doors.mjs.
export type * from "./eveonline.js" with { "resolution-mode": "import" }
declare const main: typeof import("./eveonline.js", { with: { "resolution-mode": "import" } }).default
export default main
