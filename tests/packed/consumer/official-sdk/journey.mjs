import * as official from '@looker/sdk'
import { createEmulator } from '@looker-auth/emulator'
import { lookerAuthSession, lookerSdk } from '@looker-auth/looker-sdk'
import { createSession } from '@looker-auth/node'
import { run } from './run.cjs'

await run({ createEmulator, createSession, lookerSdk, lookerAuthSession, official })
