import { AuthError, ApiAuthApi as CoreApiAuthApi } from '@looker-auth/core'
import { scriptedFetch, simulatedClock } from '@looker-auth/core/testing'
import { createEmulator } from '@looker-auth/emulator'
import { ApiAuthApi, AuthError as NodeAuthError } from '@looker-auth/node'
import { run } from './run.cjs'

if (NodeAuthError !== AuthError) throw new Error('two copies of core')
if (typeof scriptedFetch !== 'function' || typeof simulatedClock !== 'function') throw new Error('no testing')
await run({ ApiAuthApi, CoreApiAuthApi, AuthError, createEmulator })
