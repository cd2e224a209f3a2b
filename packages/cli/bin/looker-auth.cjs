#!/usr/bin/env node
// Not in dist, so that the command can be linked before anything is built.
require('../dist/bin.cjs')
