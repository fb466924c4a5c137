// Written by tools/make-doors.mjs.
export type * from "./osso.js" with { "resolution-mode": "import" }
declare const main: typeof import("./osso.js", { with: { "resolution-mode": "import" } }).default
export default main
