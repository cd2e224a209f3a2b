/** Statuses that, with a Location, point elsewhere. */
export const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
