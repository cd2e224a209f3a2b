import type { RecordAccess } from '../grants/claim.js'
import { newId } from '../runtime/new-id.js'
import type { TokenOwner } from '../tokens/token-owner.js'
import type { TokenWanted } from '../tokens/token-source.js'
import { wait } from '../transport/retry.js'
import { adoptable, expectedSubject } from './adoption.js'
import type { Report, StoreClient } from './store-client.js'

/** The record under the key, for a grant that uses a secret in it. */
export function recordAccess(
  store: StoreClient,
  owner: TokenOwner,
  key: string,
  { previous, afterRejection, stopSignal }: TokenWanted,
  locked: boolean,
): RecordAccess {
  const { calls } = owner.group
  const report: Report = event => owner.report(event)
  return {
    locked,
    rejected: afterRejection,
    load: () => store.load(key, expectedSubject(owner), report),
    commit: (record, version) => store.commit(key, record, version, report),
    commitPatiently: (record, version) => store.commitPatiently(key, record, version, report),
    serves: loaded => adoptable(owner, key, loaded, previous) !== undefined,
    pause: ms => wait(calls.clock, ms, stopSignal),
    newId: () => newId(calls.random),
  }
}
