export { RootCommand, script } from '@bomb.sh/tab'
