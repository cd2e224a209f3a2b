import { createServer } from 'node:http'

// The least that a Looker API can be: it grants every login, and answers everything else with the same user.
const token = JSON.stringify({ access_token: 'a'.repeat(40), token_type: 'Bearer', expires_in: 3600 })
const user = JSON.stringify({
  id: '1',
  display_name: 'Ada Admin',
  first_name: 'Ada',
  last_name: 'Admin',
  email: 'ada@bench.example',
  is_disabled: false,
  verified_looker_employee: false,
  locale: 'en',
  role_ids: ['2', '7', '11'],
  group_ids: ['1', '4', '9'],
  url: 'https://bench.example/api/4.0/users/1',
})

const server = createServer((request, response) => {
  const text = request.url?.includes('/login') ? token : user
  request.resume()
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length }).end(text)
})
// A contender waits for its turn; its connections must not be closed meanwhile.
server.keepAliveTimeout = 600_000
server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, () => {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`)
})
