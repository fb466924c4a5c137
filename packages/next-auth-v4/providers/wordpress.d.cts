// Written by tools/make-doors.mjs.
export type * from "./wordpress.js" with { "resolution-mode": "import" }
declare const main: typeof import("./wordpress.js", { with: { "resolution-mode": "import" } }).default
export default main
