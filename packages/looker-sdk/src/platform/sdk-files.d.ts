declare module '@looker/sdk/lib/esm/4.0/methods.js' {
  export { Looker40SDK } from '@looker/sdk'
}
