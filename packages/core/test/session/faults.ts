import type { World } from './world.js'

/** The next `GET /user` is answered with 401, though Looker accepts the token elsewhere. */
export function rejectOnce(w: World): void {
  w.emulator.faults.add({
    match: { path: '*/user' },
    status: 401,
    json: { message: 'Requires authentication.' },
  })
}

/** From now on Looker answers each revocation with 500, until the faults are cleared. */
export function failRevocations(w: World): void {
  w.emulator.faults.add({ match: { path: '*/logout' }, times: 'always', status: 500 })
}
