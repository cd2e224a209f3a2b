const { createEmulator } = require('@looker-auth/emulator')
const { lookerAuthSession, lookerSdk } = require('@looker-auth/looker-sdk')
const { createSession } = require('@looker-auth/node')
const official = require('@looker/sdk')
const { run } = require('./run.cjs')

run({ createEmulator, createSession, lookerSdk, lookerAuthSession, official })
