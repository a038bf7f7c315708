/** Turns verdicts into text and JSON. */
export { findingText, fitWords, type FindingContext, type ShownFinding } from './finding.ts'
export { listText, type ListedImplementation, type Listing } from './list.ts'
export { reportJson, type JsonReport } from './json.ts'
export { type ReportMeta, type WrittenRepro } from './meta.ts'
export { replayOutcome, replayText, type ReplayContext, type ReplayOutcome, type ReplayResult } from './replay.ts'
export { type TextStyle } from './style.ts'
export { findingsText, headerText, layoutOf, reportText, scenarioLine, summaryText, type LineLayout, type TextHeader } from './text.ts'
