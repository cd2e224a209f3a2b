// workerd runs this file: a request with the emulator's address in `?emulator=` is answered with the results.
import { runSuite } from './run-suite'

// biome-ignore lint/style/noDefaultExport: a worker is its module's default export.
export default {
  async fetch(request: Request): Promise<Response> {
    const emulatorUrl = new URL(request.url).searchParams.get('emulator') ?? ''
    return Response.json(await runSuite(emulatorUrl))
  },
}
