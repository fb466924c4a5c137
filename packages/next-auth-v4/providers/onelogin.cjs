// Written by tools/make-doors.mjs.
const { callable } = require("latchkey/doors/v4/callable")

module.exports = callable(require("latchkey/providers/onelogin").default)
