// Written by tools/make-doors.mjs.
export type * from "./dropbox.js" with { "resolution-mode": "import" }
declare const main: typeof import("./dropbox.js", { with: { "resolution-mode": "import" } }).default
export default main
