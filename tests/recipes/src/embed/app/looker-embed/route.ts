import { embed } from '../embed'

// The page's initCookieless(host, '/looker-embed', '/looker-embed') asks here.
export const GET = (request: Request): Promise<Response> => embed().endpoint(request)
export const PUT = GET
