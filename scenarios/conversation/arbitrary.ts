import fc, { type Arbitrary, type Random, type Stream, type Value } from 'fast-check'
import { DURATIONS, MOST_TOKENS, TERMINAL_STATES, TOOL_IDS, type ConversationEvent } from './event.ts'
import { recordedConversation } from './recorded.ts'
import { ARGUMENTS, OUTPUTS, REASONING, TITLES, TOKENS, TOOLS } from './texts.ts'

export interface ConversationOptions {
  /** Default: 2. */
  readonly minimumEvents?: number
  /** Of a short conversation. Default: 12. */
  readonly maximumEvents?: number
  /** One of so many conversations is long. Default: 8. 0: none. */
  readonly longOneIn?: number
}

/** Events of a long conversation. */
export const LONG_EVENTS: { readonly minimum: number; readonly maximum: number } = { minimum: 200, maximum: 220 }

/**
 * Conversations: mostly short ones of unrelated events, so that a search is fast, and now and then one of hundreds of events that looks like a recorded one.
 * Values are JSON and shrink from the value alone, a long one to a short one too.
 */
export function conversation({ minimumEvents = 2, maximumEvents = 12, longOneIn = 8 }: ConversationOptions = {}): Arbitrary<ConversationEvent[]> {
  return new Conversations(minimumEvents, maximumEvents, longOneIn)
}

function from(pool: readonly string[]): Arbitrary<string> {
  return fc.constantFrom(...pool)
}

/** Every event that a recorded conversation may hold. */
const anyEvent: Arbitrary<ConversationEvent> = fc.oneof(
  { weight: 6, arbitrary: named('token', { text: from(TOKENS) }) },
  { weight: 1, arbitrary: named('reasoning', { text: from(REASONING) }) },
  { weight: 1, arbitrary: named('tool', { name: from(TOOLS), preview: from(ARGUMENTS), args: plain({ path: from(ARGUMENTS) }), tid: from(TOOL_IDS) }) },
  { weight: 2, arbitrary: named('tool_complete', { name: from(TOOLS), preview: from(OUTPUTS), duration: fc.constantFrom(...DURATIONS), is_error: fc.boolean() }) },
  { weight: 1, arbitrary: named('metering', { input_tokens: count(), output_tokens: count() }) },
  { weight: 1, arbitrary: named('title', { text: from(TITLES) }) },
  { weight: 1, arbitrary: named('done', { terminal_state: from(TERMINAL_STATES) }) },
)

function count(): Arbitrary<number> {
  return fc.integer({ min: 0, max: MOST_TOKENS })
}

function plain<T extends object>(members: { [K in keyof T]: Arbitrary<T[K]> }): Arbitrary<T> {
  return fc.record<T>(members, { noNullPrototype: true })
}

function named<Name extends string, Payload extends object>(
  event: Name,
  payload: { [K in keyof Payload]: Arbitrary<Payload[K]> },
): Arbitrary<{ event: Name; payload: Payload }> {
  return plain<{ event: Name; payload: Payload }>({ event: fc.constant(event), payload: plain<Payload>(payload) })
}

/** Lengths in two sizes need a generator of their own: an array of 200 and more that shrinks to 2 is no choice between two arrays. */
class Conversations extends fc.Arbitrary<ConversationEvent[]> {
  readonly #short: Arbitrary<ConversationEvent[]>
  readonly #any: Arbitrary<ConversationEvent[]>
  readonly #minimum: number
  readonly #longOneIn: number

  constructor(minimumEvents: number, maximumEvents: number, longOneIn: number) {
    super()
    this.#short = fc.array(anyEvent, { minLength: minimumEvents, maxLength: maximumEvents, size: 'max' })
    this.#any = fc.array(anyEvent, { minLength: minimumEvents, maxLength: longOneIn > 0 ? Math.max(maximumEvents, LONG_EVENTS.maximum) : maximumEvents })
    this.#minimum = minimumEvents
    this.#longOneIn = longOneIn
  }

  override generate(random: Random, biasFactor: number | undefined): Value<ConversationEvent[]> {
    if (this.#longOneIn === 0 || random.nextInt(1, this.#longOneIn) !== 1) return this.#short.generate(random, biasFactor)
    const size = random.nextInt(LONG_EVENTS.minimum, LONG_EVENTS.maximum)
    return new fc.Value(recordedConversation(size, random.nextInt()), undefined)
  }

  override canShrinkWithoutContext(value: unknown): value is ConversationEvent[] {
    return this.#any.canShrinkWithoutContext(value)
  }

  override shrink(value: ConversationEvent[]): Stream<Value<ConversationEvent[]>> {
    return fc.stream(smaller(value, this.#minimum)).map((events) => new fc.Value(events, undefined))
  }
}

/** Without half of its events, a quarter, … each single one; then with one event made plainer. An array's own shrinker leaves events in the middle. */
function* smaller(events: readonly ConversationEvent[], minimum: number): IterableIterator<ConversationEvent[]> {
  for (let size = Math.floor(events.length / 2); size >= 1; size = Math.floor(size / 2)) {
    if (events.length - size < minimum) continue
    for (let from = 0; from + size <= events.length; from += size) yield events.toSpliced(from, size)
  }
  for (const [index, event] of events.entries()) {
    for (const { value } of anyEvent.shrink(event, undefined)) yield events.with(index, value)
  }
}
