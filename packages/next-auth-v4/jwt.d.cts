// Written by tools/make-doors.mjs.
export type * from "./jwt.js" with { "resolution-mode": "import" }
export declare const encode: typeof import("./jwt.js", { with: { "resolution-mode": "import" } }).encode
export declare const decode: typeof import("./jwt.js", { with: { "resolution-mode": "import" } }).decode
export declare const getToken: typeof import("./jwt.js", { with: { "resolution-mode": "import" } }).getToken
export declare const TokenNotOpened: typeof import("./jwt.js", { with: { "resolution-mode": "import" } }).TokenNotOpened
