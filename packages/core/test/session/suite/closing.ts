import { mapStore } from '../map-store.js'
import { oauthPages, tokenLine } from '../oauth-world.js'
import { type ContractCase, equal } from '../product.js'
import { settling } from '../waits.js'
import { logout, scene } from '../world.js'

/** close() resolves when no token can come any more, and each token of private memory is revoked. */
export function closingCases(): ContractCase[] {
  return [
    // @promise close-waits
    scene('a second close() waits for the revocations of the first', async w => {
      const looker = w.session()
      await looker.token()
      const held = w.hold(logout, 'request')
      const first = looker.close()
      await held.arrived
      const second = looker.close()
      const isDone = settling(second)
      await w.calm()
      equal(isDone(), false, 'whether the second is done while the token lives')
      held.release()
      await Promise.all([first, second])
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    // @promise close-waits
    scene('close() waits for a code exchange on the wire, and revokes its token', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page()
      const held = w.hold(tokenLine)
      const completing = w.code(signIn(looker))
      await held.arrived
      const closed = looker.close()
      const isDone = settling(closed)
      await w.calm()
      equal(isDone(), false, 'whether it is done while a token is on its way')
      held.release()
      equal(await completing, 'closed', 'the sign-in')
      await w.drive(closed)
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    // @promise close-revokes-after-an-exception
    scene('close() revokes though the function that revalidateWhen returned throws', async w => {
      const gone = new Error('gone')
      const revalidateWhen = () => () => {
        throw gone
      }
      const looker = w.session({ store: mapStore(), storeIsPrivate: true, revalidateWhen })
      await looker.token()
      for (const turn of ['first', 'second'])
        equal(await w.failure(looker.close()), gone, `what the ${turn} close() is rejected with`)
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),
  ]
}
