import { expect } from 'vitest'
import { eventually, expectCalm, type Load, said } from './load'

/**
 * Lets the load live through a Redis that fails as a whole: also with every token dead meanwhile, which costs each process one login.
 * Answers what the members said of it.
 */
export async function livesThrough(
  load: Load,
  { fail, mend }: { readonly fail: () => Promise<unknown>; readonly mend: () => Promise<unknown> },
): Promise<void> {
  await load.goesOn()
  expect(load.logins()).toEqual({ own: 1, sudo: 1 })
  await fail()
  await load.goesOn()
  load.revoke()
  await load.goesOn()
  for (const member of load.members) await eventually(() => expect(said(member, 'store_failure')).toBe(1))
  const { own, sudo } = load.logins()
  const most = 1 + load.members.length
  expect(own, 'one login a process, and the first').toBeLessThanOrEqual(most)
  expect(sudo).toBeLessThanOrEqual(most)
  await mend()
  for (const member of load.members) await eventually(() => expect(said(member, 'store_recovered')).toBe(1))
  await load.goesOn()
  expectCalm(load)
}

/** Whether the fleet comes to share one token by itself. */
async function comeTogether({ members }: Load): Promise<void> {
  await eventually(async () => {
    const tokens = await Promise.all(members.map(({ session }) => session.token()))
    expect(new Set(tokens).size).toBe(1)
  })
}

/** Whether the fleet shares again: with every token dead, one login serves all. */
export async function sharesAgain(load: Load): Promise<void> {
  // Some member may still be waiting for an answer that the failure cost, and sign in for itself once more.
  await eventually(async () => {
    const before = load.logins()
    load.revoke()
    await load.goesOn()
    await comeTogether(load)
    expect(load.logins()).toEqual({ own: before.own + 1, sudo: before.sudo + 1 })
  })
  expectCalm(load, true)
}
