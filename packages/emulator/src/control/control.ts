import { type Context, Hono } from 'hono'
import type { Emulator } from '../emulator'
import type { Fault } from '../fault/fault'
import type { FaultList } from '../fault/fault-list'
import { json, unrouted } from '../http/answers'
import { jsonOf, readBody } from '../http/request-body'
import { aText, aWholeNumber, type Fields, problemsOf, throwIfAny } from '../input/check'
import { EmulatorInputError } from '../input/input-error'
import type { Revocation } from '../tokens/revoke'
import { guardControl } from './control-guard'

const BASE = '/__emulator'
const MAX_BYTES = 1_048_576

const clockFields: Fields = { advanceMs: { check: aWholeNumber(0), required: true } }

const originFields: Fields = { origin: { check: aText, required: true } }

export const isControlPath = (request: Request): boolean =>
  new URL(request.url).pathname.startsWith(`${BASE}/`)

async function bodyOf(context: Context): Promise<unknown> {
  const body = await readBody(context.req.raw, MAX_BYTES)
  const value = body.kind === 'read' ? jsonOf(body.text) : undefined
  throwIfAny('Invalid body', value === undefined ? ['it must be JSON, of at most 1 MiB'] : [])
  return value
}

/**
 * The endpoints by which another process steers the emulator. They are neither journalled nor counted, and meet no faults. A web page
 * cannot use them: see `guardControl`.
 */
export function createControl(emulator: () => Emulator, faults: FaultList): Hono {
  const app = new Hono().basePath(BASE)
  app.use(guardControl)
  app.post('/clock', async context => {
    const body = await bodyOf(context)
    throwIfAny('Invalid body', problemsOf(body, '', clockFields))
    const { clock } = emulator()
    clock.advance((body as { advanceMs: number }).advanceMs)
    return json(200, { nowMs: clock.now() })
  })
  app.post('/revoke', async context =>
    json(200, { revoked: emulator().revoke((await bodyOf(context)) as Revocation) }),
  )
  app.post('/faults', async context => {
    faults.add((await bodyOf(context)) as Fault)
    return json(200, { active: faults.activeCount })
  })
  app.delete('/faults', () => {
    faults.clear()
    return json(200, { active: 0 })
  })
  app.post('/origins', async context => {
    const body = await bodyOf(context)
    throwIfAny('Invalid body', problemsOf(body, '', originFields))
    const { allowedOrigins } = emulator()
    allowedOrigins.add((body as { origin: string }).origin)
    return json(200, { origins: allowedOrigins.list })
  })
  app.delete('/origins', () => {
    const { allowedOrigins } = emulator()
    allowedOrigins.clear()
    return json(200, { origins: allowedOrigins.list })
  })
  app.get('/stats', () => json(200, emulator().stats))
  app.get('/requests', () => json(200, emulator().requests))
  app.notFound(unrouted)
  app.onError(error => {
    if (error instanceof EmulatorInputError) return json(400, { message: error.message })
    return json(500, { message: 'The emulator failed; this is a defect in it' })
  })
  return app
}
