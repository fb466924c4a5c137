// Written by tools/make-doors.mjs.
export type * from "./apple.js" with { "resolution-mode": "import" }
declare const main: typeof import("./apple.js", { with: { "resolution-mode": "import" } }).default
export default main
