/** The version of this package, as in its `package.json`. Written by `node tools/version.mjs`. */
export const VERSION = "0.1.0"
