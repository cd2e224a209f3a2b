import { expect, it } from 'vitest'
import { redisFailure } from './failure.js'

it.each([
  ['NOPERM this user has no permissions to run the command', 'the rights that docs/fleet.md lists'],
  ['NOAUTH Authentication required.', 'user and password'],
  ['WRONGPASS invalid username-password pair or user is disabled.', 'user and password'],
  ["READONLY You can't write against a read only replica.", 'connect it to the primary'],
  ["ERR Error running script (call to f_0): @user_script:2: -READONLY You can't write", 'to the primary'],
  ["@user_script: 2: -READONLY You can't write against a read only replica.", 'to the primary'],
  ["OOM command not allowed when used memory > 'maxmemory'.", 'more memory'],
  ['ERR Error running script (call to f_0): @user_script:9: -OOM command not allowed', 'more memory'],
  ["ERR unknown command 'EVALSHA', with args beginning with: 'x'", 'Redis 6.2 or later'],
  [
    'ERR Error running script: @user_script: 2: Unknown Redis command called from script',
    'Redis 6.2 or later',
  ],
  ['connect ECONNREFUSED 127.0.0.1:6379', 'Check that Redis can be reached'],
])('what Redis says has its next step, wherever in the sentence it is said: %s', (said, step) => {
  const failure = redisFailure(new Error(said))
  expect(failure.code).toBe('store_failed')
  expect(failure.hint).toContain(step)
})

it('arguments that Redis repeats are not shown', () => {
  const failure = redisFailure(new Error("ERR unknown command 'GETEX', with args beginning with: 'canary'"))
  expect(failure.message).not.toContain('canary')
})
