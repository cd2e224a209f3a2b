// Not the short form '/looker-token': 'http://localhost:3000': it changes the request's Host, and the endpoint answers 403.
const backend = { target: 'http://localhost:3000', changeOrigin: false }

export default {
  server: {
    proxy: { '/looker-token': backend, '/looker-settings': backend },
  },
}
