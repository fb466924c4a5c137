// Written by tools/make-doors.mjs.
export type * from "./vk.js" with { "resolution-mode": "import" }
declare const main: typeof import("./vk.js", { with: { "resolution-mode": "import" } }).default
export default main
