// Written by tools/make-doors.mjs.
export {}
