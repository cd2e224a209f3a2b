import { suite } from '../../vitest.base'

export default suite()
