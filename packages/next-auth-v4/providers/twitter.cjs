// Written by tools/make-doors.mjs.
const { callable } = require("latchkey/doors/v4/callable")
const factories = require("latchkey/doors/v4/twitter")

module.exports = callable(factories.default, { TwitterLegacy: factories.TwitterLegacy })
