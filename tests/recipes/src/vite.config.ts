export default {
  server: {
    proxy: {
      // Not the short form '/looker-token': 'http://localhost:3000': it changes the request's Host, and the endpoint answers 403.
      '/looker-token': { target: 'http://localhost:3000', changeOrigin: false },
    },
  },
}
