const { ApiAuthApi: CoreApiAuthApi, AuthError } = require('@looker-auth/core')
const { scriptedFetch, simulatedClock } = require('@looker-auth/core/testing')
const { createEmulator } = require('@looker-auth/emulator')
const { ApiAuthApi, AuthError: NodeAuthError } = require('@looker-auth/node')
const { run } = require('./run.cjs')

if (NodeAuthError !== AuthError) throw new Error('two copies of core')
if (typeof scriptedFetch !== 'function' || typeof simulatedClock !== 'function') throw new Error('no testing')
run({ ApiAuthApi, CoreApiAuthApi, AuthError, createEmulator })
