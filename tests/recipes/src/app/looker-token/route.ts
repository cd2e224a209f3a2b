import { looker } from '../looker'

// The page's backendGrant({ url: '/looker-token', user }) asks here.
export const POST = (request: Request): Promise<Response> => looker().endpoint(request)
