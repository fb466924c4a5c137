// Written by tools/make-doors.mjs.
export type * from "./pinterest.js" with { "resolution-mode": "import" }
declare const main: typeof import("./pinterest.js", { with: { "resolution-mode": "import" } }).default
export default main
