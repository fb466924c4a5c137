// Written by tools/make-doors.mjs.
export type * from "./naver.js" with { "resolution-mode": "import" }
declare const main: typeof import("./naver.js", { with: { "resolution-mode": "import" } }).default
export default main
