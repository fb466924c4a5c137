#!/usr/bin/env node
// Written by tools/make-doors.mjs.
import "latchkey/cli"
