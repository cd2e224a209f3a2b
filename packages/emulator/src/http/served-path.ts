/**
 * The path that is served: several slashes inside it count as one, as on the real server. Those at its start stay, for they come from a base URL
 * with a trailing slash, and the real server refuses them.
 */
export const servedPath = (path: string): string => path.replace(/(?<=[^/])\/{2,}/g, '/')

/** Whether a path has slashes that the real server refuses: two at its start, or one at its end. */
export const hasRefusedSlash = (path: string): boolean =>
  path.startsWith('//') || (path !== '/' && path.endsWith('/'))
