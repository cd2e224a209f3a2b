import { fileURLToPath } from 'node:url'
import { suite } from '../../vitest.base.ts'

const sentences = fileURLToPath(new URL('src/errors/sentences/long.ts', import.meta.url))

export default { ...suite({ isolate: false }), resolve: { alias: { '#sentences': sentences } } }
