import { parentPort } from 'node:worker_threads'
import { createSession, fileLock, fileStore } from '@looker-auth/node'

// All workers, and other processes of this user, share tokens and logins by files.
const looker = createSession({ store: fileStore(), lock: fileLock() })

parentPort?.on('message', async ({ job, userId }) => {
  const answer = await looker.as(userId).fetch('/user')
  parentPort?.postMessage({ job, status: answer.status, user: await answer.json() })
})
