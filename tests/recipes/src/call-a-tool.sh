curl -s http://127.0.0.1:3000/mcp -H 'authorization: Bearer token-of-ana' -H 'content-type: application/json' \
  -H 'accept: application/json, text/event-stream' \
  -d '{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "who_am_i", "arguments": {}}}'
