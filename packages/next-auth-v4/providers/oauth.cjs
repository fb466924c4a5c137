// Written by tools/make-doors.mjs.
module.exports = {}
