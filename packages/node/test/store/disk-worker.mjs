// A process whose store is on a disk that is full or read-only. It says what became of it.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSession, shareTokens } from '@looker-auth/core'
import { fileLock, fileStore } from '@looker-auth/node'
import { say, settings } from './worker-io.mjs'

const { baseUrl, path, credentials, fill } = settings
const filler = join(path, 'filler')
const events = []
const start = () =>
  createSession({
    baseUrl,
    credentials,
    sharing: shareTokens({ store: fileStore({ path }), lock: fileLock({ path }) }),
    onEvent: ({ type, operation, error }) => events.push({ type, operation, code: error?.cause?.code }),
  })
const call = async session => String((await (await session.fetch('/user')).json()).id)

function fillDisk() {
  const block = Buffer.alloc(4096)
  try {
    for (;;) writeFileSync(filler, block, { flag: 'a', mode: 0o600 })
  } catch (error) {
    if (error.code !== 'ENOSPC') throw error
  }
}

if (fill === 'before') fillDisk()
const looker = start()
const ids = [await call(looker)]
if (fill === 'after') fillDisk()
ids.push(await call(looker))
const ownLogout = await looker.logout().then(
  () => 'done',
  error => `${error.code}, ${error.cause?.code}`,
)
const said = events.splice(0)
let afterwards
if (fill !== undefined) {
  rmSync(filler)
  await sleep(1100) // A store that failed is left alone for a second.
  const again = start()
  ids.push(await call(again))
  const other = start()
  ids.push(await call(other))
  afterwards = events.splice(0)
}
say({ ids, ownLogout, said, afterwards })
