import { mintToken } from '../../harness/stub-looker'
import { type Held, holdEach } from '../held'

/** The floor: as many functions as identities, each of which answers its own token and checks nothing. */
export function hold(count: number): Promise<Held> {
  return holdEach(
    count,
    () => {
      const token = mintToken()
      return async () => token
    },
    answer => answer(),
  )
}
