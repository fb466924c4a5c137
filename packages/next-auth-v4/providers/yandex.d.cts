// Written by tools/make-doors.mjs.
export type * from "./yandex.js" with { "resolution-mode": "import" }
declare const main: typeof import("./yandex.js", { with: { "resolution-mode": "import" } }).default
export default main
