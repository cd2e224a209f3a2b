curl -s http://localhost:3000/looker-token -H 'cookie: sid=one' -H 'origin: http://localhost:3000' -H 'x-looker-auth: 1' \
  -d '{"operation": "token", "user_id": "789"}'
