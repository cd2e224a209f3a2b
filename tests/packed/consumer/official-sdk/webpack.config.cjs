module.exports = {
  mode: 'production',
  entry: './official-sdk/page.mjs',
  output: { path: `${__dirname}/webpack` },
  performance: { hints: false },
}
