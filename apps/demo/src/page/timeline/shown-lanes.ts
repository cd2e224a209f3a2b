import type { Lane } from './lanes'

/**
 * The identities that a page shows. A page that signs in by OAuth has no server behind its session. It shows the server's tokens only after
 * it asked the server for calls, and only those of the users that it named.
 */
export function lanesOf(pattern: 'backend' | 'oauth', lanes: readonly Lane[]): readonly Lane[] {
  if (pattern === 'backend') return lanes
  const called = lanes.filter(
    ({ id, marks }) => id.startsWith('server:') && marks.some(({ count }) => count > 0),
  )
  return lanes.filter(
    lane => lane.id === 'page' || called.includes(lane) || (lane.id === 'service' && called.length > 0),
  )
}
