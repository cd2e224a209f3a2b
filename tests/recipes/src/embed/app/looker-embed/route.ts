import { embed } from '../embed'

// The page's initCookieless(host, '/looker-embed', '/looker-embed') asks here.
const answer = (request: Request): Promise<Response> => embed().endpoint(request)

export { answer as GET, answer as PUT }
