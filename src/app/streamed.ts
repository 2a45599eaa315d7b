/** A promise of something whole that also gives its parts, one after the other, while it is made. */
export type Streamed<Part, Whole> = Promise<Whole> & AsyncIterable<Part>;

/**
 * Makes something whose parts may be taken with `for await`. While they are, each part is waited for to be taken before
 * the next is made; leaving the loop ends the making. Parts that were made before the loop began are not given.
 * @param make calls `give` with each part, and stops when the signal is aborted
 */
export function streamed<Part, Whole>(
  make: (give: (part: Part) => Promise<void>, signal: AbortSignal) => Promise<Whole>
): Streamed<Part, Whole> {
  const left = new AbortController();
  let offered: { part: Part; taken: () => void } | null = null;
  let iterated = false;
  let over = false;
  let wake: () => void = () => undefined;

  const whole = make(async (part) => {
    if (!iterated) return;
    await new Promise<void>((taken) => {
      offered = { part, taken };
      wake();
      left.signal.addEventListener('abort', () => taken());
    });
  }, left.signal);

  async function* parts(): AsyncGenerator<Part> {
    iterated = true;
    const end = () => {
      over = true;
      wake();
    };
    // Whatever it rejects with is thrown below.
    whole.then(end, end);
    try {
      for (;;) {
        if (offered) {
          const { part, taken } = offered;
          offered = null;
          yield part;
          taken();
        } else if (over) {
          await whole;
          return;
        } else await new Promise<void>((woken) => (wake = woken));
      }
    } finally {
      if (!over) left.abort();
    }
  }
  return Object.assign(whole, {
    [Symbol.asyncIterator]() {
      iterated = true;
      return parts();
    }
  });
}
