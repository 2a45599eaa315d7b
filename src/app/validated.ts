import { InvalidInputError } from '../errors';

/**
 * A whole number between `min` and `max`.
 * @throws InvalidInputError that names `what`, the limits and what came
 */
export function wholeNumber(what: string, value: unknown, limits: { min: number; max: number }): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= limits.min && value <= limits.max)
    return value;
  throw new InvalidInputError(
    `${what} must be a whole number from ${limits.min} to ${limits.max}, not ${shown(value)}.`
  );
}

/**
 * A number above `above` and at most `max`.
 * @throws InvalidInputError that names `what`, the limits and what came
 */
export function numberBetween(what: string, value: unknown, above: number, max: number): number {
  if (typeof value === 'number' && value > above && value <= max) return value;
  throw new InvalidInputError(
    `${what} must be a number over ${above} and up to ${max}, not ${shown(value)}.`
  );
}

function shown(value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return 'empty';
  return JSON.stringify(value);
}
