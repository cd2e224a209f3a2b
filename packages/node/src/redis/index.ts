export type { IoRedisClient, NodeRedisClient, NodeRedisScriptOptions, RedisClient } from './client.js'
export { type RedisLockOptions, redisLock } from './lock.js'
export { type RedisStoreOptions, redisStore } from './store.js'
