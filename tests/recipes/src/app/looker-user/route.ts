import { asCaller } from '../../bearer'

// For callers that have a Looker token of their own.
export const GET = (request: Request): Promise<Response> => asCaller(request, '/user')
