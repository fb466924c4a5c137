// Written by tools/make-doors.mjs.
export type * from "./pipedrive.js" with { "resolution-mode": "import" }
declare const main: typeof import("./pipedrive.js", { with: { "resolution-mode": "import" } }).default
export default main
