import { createHash } from 'node:crypto'

/** A Lua script, and the name under which Redis keeps it. */
export interface Script {
  readonly text: string
  readonly sha: string
}

/** How a value of ours begins; what does not begin so is foreign. Then: version, keepUntilMs, value. */
export const format = 'looker-auth-1'

/** The version of every value that is not ours. A commit over it replaces the value, whatever it is. */
export const foreignVersion = 'foreign'

const pattern = `^${format.replaceAll('-', '%-')} (%x+) %d+ `

/**
 * Answers our value, false (nil) where there is none, or '' for one that is not ours. GETEX and not GET: it counts as a write, so
 * that a replica, or a primary that was replaced, refuses instead of answering stale data.
 */
export const loadScript = script(`
local stands = redis.pcall('GETEX', KEYS[1])
if type(stands) == 'table' and not string.find(stands.err, 'WRONGTYPE', 1, true) then return stands end
if stands and (type(stands) == 'table' or not string.find(stands, '${pattern}')) then return '' end
return stands
`)

/**
 * ARGV: the expected version, the new value, how many milliseconds to keep it, the channel to notify. Answers false (nil) when it was
 * stored, else what loadScript would.
 */
export const commitScript = script(`
local stands = redis.pcall('GET', KEYS[1])
if type(stands) == 'table' and not string.find(stands.err, 'WRONGTYPE', 1, true) then return stands end
if stands then
  local version = type(stands) == 'string' and string.match(stands, '${pattern}')
  if (version or '${foreignVersion}') ~= ARGV[1] then return version and stands or '' end
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.pcall('PUBLISH', ARGV[4], '')
return false
`)

/** ARGV: who takes it, for how many milliseconds. Answers false (nil) when it is theirs. A lock without an end counts as free. */
export const takeScript = script(`
if redis.call('PTTL', KEYS[1]) >= 0 and redis.pcall('GET', KEYS[1]) ~= ARGV[1] then return '' end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return false
`)

/** ARGV: who holds it, for how many milliseconds from now. Answers false (nil) when it is still theirs. */
export const renewScript = script(`
if redis.pcall('GET', KEYS[1]) ~= ARGV[1] then return '' end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return false
`)

/** ARGV: who holds it. */
export const releaseScript = script(`
if redis.pcall('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return false
`)

function script(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}
