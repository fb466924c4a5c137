// Written by tools/make-doors.mjs.
export type * from "./index.js" with { "resolution-mode": "import" }
declare const main: typeof import("./index.js", { with: { "resolution-mode": "import" } }).default
export default main
