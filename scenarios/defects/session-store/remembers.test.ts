import { expectSameVerdicts } from '../test-support/remembers.ts'

expectSameVerdicts('session-store')
