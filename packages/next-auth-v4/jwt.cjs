// Written by tools/make-doors.mjs.
module.exports = require("latchkey/doors/v4/jwt")
