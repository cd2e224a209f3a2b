import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { demo: 'src/server/main.ts', tour: 'src/tour/tour.ts' },
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  clean: true,
})
