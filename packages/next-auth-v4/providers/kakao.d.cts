// Written by tools/make-doors.mjs.
export type * from "./kakao.js" with { "resolution-mode": "import" }
declare const main: typeof import("./kakao.js", { with: { "resolution-mode": "import" } }).default
export default main
