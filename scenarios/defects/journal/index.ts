import type { Journal } from '../../journal/contract.ts'
import type { Defect } from '../defect.ts'
import { acknowledgeBeforeFsync } from './acknowledge-before-fsync.ts'
import { cachedUnderALaterSize } from './cached-under-a-later-size.ts'
import { cursorMovedSilently } from './cursor-moved-silently.ts'
import { deleteWithoutTombstone } from './delete-without-tombstone.ts'
import { deletedTextStays } from './deleted-text-stays.ts'
import { deletesAfterErrors } from './deletes-after-errors.ts'
import { dsyncForTheEndAlone } from './dsync-for-the-end-alone.ts'
import { errorsDoNotEndARun } from './errors-do-not-end-a-run.ts'
import { fileAsOneText } from './file-as-one-text.ts'
import { firstLookDecides } from './first-look-decides.ts'
import { gluedTail } from './glued-tail.ts'
import { idsCountedFromTheFile } from './ids-counted-from-the-file.ts'
import { inventsTheNextId } from './invents-the-next-id.ts'
import { lastRowDecides } from './last-row-decides.ts'
import { noDirectoryFsync } from './no-directory-fsync.ts'
import { noFsync } from './no-fsync.ts'
import { noParentFsync } from './no-parent-fsync.ts'
import { oneBadLineBlocksReplay } from './one-bad-line-blocks-replay.ts'
import { oneLogPerSession } from './one-log-per-session.ts'
import { oneRecordTooLate } from './one-record-too-late.ts'
import { opensWithW } from './opens-with-w.ts'
import { ownerNeverAsks } from './owner-never-asks.ts'
import { processBuffer } from './process-buffer.ts'
import { repairsInPlace } from './repairs-in-place.ts'
import { reservedBeforeWritten } from './reserved-before-written.ts'
import { retriesFsync } from './retries-fsync.ts'
import { sealIsJustARecord } from './seal-is-just-a-record.ts'
import { secondsForMilliseconds } from './seconds-for-milliseconds.ts'
import { shortWriteTakenForWhole } from './short-write-taken-for-whole.ts'
import { showsBeforeSync } from './shows-before-sync.ts'
import { skipsDamageSilently } from './skips-damage-silently.ts'
import { stopsAtASize } from './stops-at-a-size.ts'
import { stopsAtTheFirstBadLine } from './stops-at-the-first-bad-line.ts'
import { swallowsAppendErrors } from './swallows-append-errors.ts'
import { swallowsFsyncErrors } from './swallows-fsync-errors.ts'
import { terminalOnly } from './terminal-only.ts'
import { timerNeverFires } from './timer-never-fires.ts'
import { timerSetBack } from './timer-set-back.ts'
import { unicodeLineEnds } from './unicode-line-ends.ts'
import { unwiredWriter } from './unwired-writer.ts'

/** The mistakes that journals have made. */
export const journalDefects: readonly Defect<Journal>[] = [
  acknowledgeBeforeFsync,
  cachedUnderALaterSize,
  cursorMovedSilently,
  deleteWithoutTombstone,
  deletedTextStays,
  deletesAfterErrors,
  dsyncForTheEndAlone,
  errorsDoNotEndARun,
  fileAsOneText,
  firstLookDecides,
  gluedTail,
  idsCountedFromTheFile,
  inventsTheNextId,
  lastRowDecides,
  noDirectoryFsync,
  noFsync,
  noParentFsync,
  oneBadLineBlocksReplay,
  oneLogPerSession,
  oneRecordTooLate,
  opensWithW,
  ownerNeverAsks,
  processBuffer,
  repairsInPlace,
  reservedBeforeWritten,
  retriesFsync,
  sealIsJustARecord,
  secondsForMilliseconds,
  shortWriteTakenForWhole,
  showsBeforeSync,
  skipsDamageSilently,
  stopsAtASize,
  stopsAtTheFirstBadLine,
  swallowsAppendErrors,
  swallowsFsyncErrors,
  terminalOnly,
  timerNeverFires,
  timerSetBack,
  unicodeLineEnds,
  unwiredWriter,
]
