/**
 * The item at an index that is within bounds unless the program is wrong.
 * @throws RangeError where there is none
 */
export function at<T>(items: ArrayLike<T>, index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`expected an index below ${items.length}, got ${index}`);
  return item;
}
