/**
 * Waits for a result, but not for ever. What does the work goes on: end it where it cannot be left alone.
 * @param ms how long
 * @throws what `late` makes once the time is over, or whatever the work throws before
 */
export async function withinTime<Result>(
  work: Promise<Result>,
  ms: number,
  late: () => Error
): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
