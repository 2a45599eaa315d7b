import { expect, test } from 'vitest';
import { runConfig } from '../config';
import { InvalidInputError } from '../errors';
import { numberBetween, wholeNumber } from './validated';

test('epochs and batch size are accepted at their limits and refused beyond, with the limits in the message', () => {
  expect(wholeNumber('Epochs', 1, runConfig.epochs)).toBe(1);
  expect(wholeNumber('Epochs', 1000, runConfig.epochs)).toBe(1000);
  for (const wrong of [0, 1001, 2.5, Number.NaN, '10', null, undefined, Infinity]) {
    expect(() => wholeNumber('Epochs', wrong, runConfig.epochs)).toThrow(InvalidInputError);
  }
  expect(() => wholeNumber('Batch size', 65, runConfig.batchSize)).toThrow(
    'Batch size must be a whole number from 1 to 64, not 65.'
  );
});

test('a learning rate of zero, below zero or not a number is refused', () => {
  expect(numberBetween('Learning rate', 5e-4, 0, 0.01)).toBe(5e-4);
  for (const wrong of [0, -1, 0.02, Number.NaN, '1e-3']) {
    expect(() => numberBetween('Learning rate', wrong, 0, 0.01)).toThrow(InvalidInputError);
  }
});
