// Written by tools/make-doors.mjs.
export type * from "./cognito.js" with { "resolution-mode": "import" }
declare const main: typeof import("./cognito.js", { with: { "resolution-mode": "import" } }).default
export default main
