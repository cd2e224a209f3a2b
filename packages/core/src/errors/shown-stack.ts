/** What V8 adds to Error. Other engines make the stack by themselves. */
interface StackCapture {
  captureStackTrace?(target: object): void
  stackTraceLimit?: number
}

const engine = Error as StackCapture
/** The caller's own line is often below more frames of this package than V8 keeps. */
const fewestFrames = 50

/**
 * Gives the error a stack that shows first what happened, and then the lines of the caller: those of this package say nothing to them.
 * Where the package was bundled, its lines cannot be told from the caller's, and all stay.
 *
 * @param head The first lines, in place of name and message.
 */
export function showStack(error: Error, head: string): void {
  const frames = capture()
  if (frames !== undefined) setStack(error, [head, ...(theirs(frames) ?? frames)])
}

/**
 * Adds the lines of the caller to an error whose stack shows none, as its request was begun elsewhere. Call it in an async function that the
 * caller awaits, after an await.
 */
export function showCaller<E>(error: E): E {
  const frames = capture()
  if (!(error instanceof Error) || frames === undefined) return error
  const lines = error.stack?.split('\n') ?? []
  const added = theirs(frames)
  if (added === undefined || lines.some(isFrame)) return error
  setStack(error, [...lines, ...added])
  return error
}

/** The frames of this moment, the one of this file first; undefined where the engine is not V8, or keeps none. */
function capture(): string[] | undefined {
  const limit = engine.stackTraceLimit
  if (engine.captureStackTrace === undefined || !limit) return undefined
  const holder: { stack?: string } = {}
  try {
    engine.stackTraceLimit = Math.max(limit, fewestFrames)
    engine.captureStackTrace(holder)
  } catch {
    // A hardened runtime lets no one change the limit.
    return undefined
  } finally {
    if (engine.stackTraceLimit !== limit) engine.stackTraceLimit = limit
  }
  return typeof holder.stack === 'string' ? holder.stack.split('\n').filter(isFrame) : undefined
}

function isFrame(line: string): boolean {
  return /^\s+at /.test(line)
}

/** The frames outside of this package and the runtime; undefined where they cannot be told. Where Node maps lines, ours are in `src`. */
function theirs(frames: readonly string[]): string[] | undefined {
  const [, own = ''] = /^\s+at [^(]*\((.*)\)$/.exec(frames[0] ?? '') ?? []
  const [, folder] = /^(.*[\\/])core[\\/](?:dist|src)[\\/]/.exec(own) ?? []
  if (folder === undefined) return undefined
  return frames.filter(frame => !isOurs(frame, folder) && !/[( ](node:internal|ext:)/.test(frame))
}

function isOurs(frame: string, folder: string): boolean {
  const at = frame.indexOf(folder)
  const inPackage = at < 0 ? '' : frame.slice(at + folder.length)
  const isTest = /\.test\.ts:/.test(inPackage)
  const ofPackage = /^[^\\/]+[\\/](?:dist|src)[\\/]/.test(inPackage) && !isTest
  return ofPackage || /[\\/]@looker-auth[\\/][^\\/]+[\\/](?:dist|src)[\\/]/.test(frame)
}

function setStack(error: Error, lines: readonly string[]): void {
  Object.defineProperty(error, 'stack', { value: lines.join('\n'), configurable: true, writable: true })
}
