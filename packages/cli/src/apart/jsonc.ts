export { visit } from 'jsonc-parser'
