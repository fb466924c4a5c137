// Written by tools/make-doors.mjs.
export type * from "./azure-ad-b2c.js" with { "resolution-mode": "import" }
declare const main: typeof import("./azure-ad-b2c.js", { with: { "resolution-mode": "import" } }).default
export default main
