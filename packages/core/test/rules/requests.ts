import { groupAt, type Place, type Rules, serve, sessionAt } from './rules'
import type { Held, Request, TokenRecord, World } from './world'

export function adopt(world: World, place: Place, record: TokenRecord, rules: Rules): void {
  serve(world, place, record, true, rules)
  sessionAt(world, place).request = null
}

export function servePrivately(world: World, place: Place, next: Held, rules: Rules): void {
  serve(world, place, next, false, rules)
  sessionAt(world, place).request = null
}

export function revoke(world: World, place: Place): void {
  const group = groupAt(world, place)
  const session = sessionAt(world, place)
  const number = session.request?.next?.token ?? -1
  const token = world.tokens[number]
  if (token !== undefined) token.live = false
  group.ledger = group.ledger.filter(one => one !== number)
  session.request = null
}

/** A request of a handle that was signed out ends, once what it waited for is there. */
export function withRequest(world: World, place: Place, then: (request: Request) => void): void {
  const session = sessionAt(world, place)
  const { request } = session
  if (request === null) return
  if (!request.stale) then(request)
  else if (request.next !== null && request.next.token >= 0) request.at = 'revoke'
  else session.request = null
}
