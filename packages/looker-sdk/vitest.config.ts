import { fileURLToPath } from 'node:url'
import { suite } from '../../vitest.base.ts'

const platform = fileURLToPath(new URL('src/platform/server.ts', import.meta.url))

export default { ...suite(), resolve: { alias: { '#platform': platform } } }
