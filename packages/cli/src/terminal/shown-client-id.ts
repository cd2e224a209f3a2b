/** Looker's client_ids have 20 characters. A longer text may be a secret in the wrong place. */
const shortestSecret = 21

/** Enough of a client_id to tell two keys apart; the id of an OAuth application is no secret. */
export function shownClientId(clientId: string): string {
  if (clientId.includes('.')) return clientId
  const isId = clientId.length >= 12 && clientId.length < shortestSecret
  return `${clientId.slice(0, 4)}...${isId ? clientId.slice(-4) : ''}`
}
