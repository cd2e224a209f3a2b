// webpack in a process of its own: `node run-webpack.cjs <folder>`.
const { join } = require('node:path')
const webpack = require('webpack')

const [folder] = process.argv.slice(2)
const config = require(join(folder, 'official-sdk/webpack.config.cjs'))
webpack({ ...config, context: folder }, (error, stats) => {
  if (error) throw error
  if (stats.hasErrors()) throw new Error(stats.toString('errors-only'))
})
