import { expectSameVerdicts } from '../test-support/remembers.ts'

expectSameVerdicts('chat-server')
