export { parse } from 'netrc-parser'
